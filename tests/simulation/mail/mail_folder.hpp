#pragma once

#include "tests/simulation/dice.hpp"
#include "tests/simulation/story.hpp"

#include <boost/json/object.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::simulation {

/// The inbox of one account at its mail server, and who writes to it. The story has each letter
/// that comes and goes, so that the judge knows what the product must have.
class mail_folder {
public:
  struct letter {
    std::string raw;
    /// As a FETCH has them, between parentheses.
    std::string flags;
  };

  /// What is strange about the letters, in thousandths.
  struct habits {
    /// Flags that no standard knows.
    std::uint64_t flags = 0;
    /// Texts that the database refuses.
    std::uint64_t poison = 0;
  };

  /// @param chance and `record` outlive the folder.
  mail_folder(std::string account, dice& chance, story& record, const habits& writers);

  void arrive(std::size_t count);
  /// Somebody deletes one of the letters.
  void expunge();
  /// Each letter gets another UID under a new UIDVALIDITY, as after a restore from a backup.
  void renumber();

  /// Of this folder. @param kind `command`, `opens`, `closes`, `spoiled`
  void note(std::string_view kind, boost::json::object fields);

  [[nodiscard]] const std::map<std::uint32_t, letter>& letters() const noexcept { return letters_; }
  [[nodiscard]] std::uint32_t uidvalidity() const noexcept { return uidvalidity_; }
  [[nodiscard]] std::uint32_t uidnext() const noexcept { return uidnext_; }
  [[nodiscard]] const std::string& account() const noexcept { return account_; }

private:
  [[nodiscard]] letter write();
  void add(letter text);

  std::string account_;
  dice& dice_;
  story& story_;
  habits habits_;
  std::uint32_t uidvalidity_;
  std::uint32_t uidnext_;
  std::map<std::uint32_t, letter> letters_;
  std::uint64_t written_ = 0;
};

} // namespace vestnik::simulation
