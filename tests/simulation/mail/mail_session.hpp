#pragma once

#include "tests/simulation/mail/mail_folder.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vestnik::simulation {

/// What a mail server does wrong, in thousandths: of the answers, where nothing else is said.
struct mail_rates {
  /// Of connections: nobody listens.
  std::uint64_t unreachable = 0;
  /// The connection breaks at some byte.
  std::uint64_t drop = 0;
  /// The connection lives, and nothing comes any more.
  std::uint64_t silence = 0;
  /// NO, BAD or BYE.
  std::uint64_t refusal = 0;
  /// False numbers of messages, next UIDs and sizes.
  std::uint64_t claims = 0;
  /// Of letters asked for: what comes cannot be understood.
  std::uint64_t damage = 0;
  /// Of letters asked for: it is left out.
  std::uint64_t gaps = 0;
  /// Others write to the folder and delete from it while the answer is under way.
  std::uint64_t changes = 0;
  /// The folder is renumbered.
  std::uint64_t renumber = 0;
};

/// A mail server's end of one connection: IMAP as far as the product speaks it (RFC 3501), with
/// the faults of the run.
class mail_session {
public:
  /// @param of the folder of the account; outlives the session, as do all but `number`.
  /// @param changed is called when this session has changed the folder.
  mail_session(std::uint64_t number, mail_folder& of, const mail_rates& faults, dice& chance,
               story& record, std::function<void()> changed);

  /// What the client has said, in pieces of any size.
  void hear(std::string_view bytes);
  /// The folder has changed: who waits in IDLE is told.
  void tell_news();
  /// The connection is gone, whoever ended it.
  void end();

  /// Has bytes for the client; who sends some takes them away.
  std::string out;
  /// The server hangs up when all of `out` has gone.
  [[nodiscard]] bool hangs_up() const noexcept { return now_ == mood::hanging_up; }
  [[nodiscard]] bool is_silent() const noexcept { return now_ == mood::silent; }
  [[nodiscard]] bool follows() const noexcept { return folder_is_ == folder::open; }

private:
  using ranges = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

  void greet();
  void obey(const std::string& line);
  void obey(const std::string& tag, const std::string& command, const std::string& rest);
  void open(const std::string& tag);
  void fetch(const std::string& tag, const std::string& arguments);
  void search(const std::string& tag, const std::string& set);
  [[nodiscard]] std::string fetched(std::size_t place, std::uint32_t uid, const std::string& items);
  [[nodiscard]] std::string news();
  /// Something goes wrong instead of the answer. @param uids the letters that were asked for.
  [[nodiscard]] bool refuses(const std::string& tag, const std::string& command,
                             const ranges& uids);
  void answer(std::string text);
  void others_are_busy();
  void fault(std::string_view kind, boost::json::object details = {});
  [[nodiscard]] ranges read_set(std::string_view set) const;
  [[nodiscard]] std::uint64_t claimed(std::uint64_t truth);

  enum class mood : std::uint8_t { serving, silent, hanging_up };

  std::uint64_t number_;
  mail_folder& folder_;
  const mail_rates& rates_;
  dice& dice_;
  story& story_;
  std::function<void()> changed_;
  mood now_ = mood::serving;
  std::string abilities_;
  std::string input_;
  /// The tag of what waits for a further line: IDLE for DONE, AUTHENTICATE for the password.
  std::string idle_;
  std::string challenged_;
  enum class folder : std::uint8_t { closed, open } folder_is_ = folder::closed;
  /// What the client has been told of, by its numbers.
  std::vector<std::uint32_t> view_;
  std::set<std::uint32_t> left_out_;
};

} // namespace vestnik::simulation
