#include "mail/imap/client.hpp"
#include "tests/fuzz/input.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>

using namespace vestnik;

namespace {

/// The connection and the owner of a session, which hold it to what it promises them.
class witness final : public mail::imap_transport, public mail::imap_client_handler {
public:
  void send(std::string_view bytes) override {
    fuzz::require(bytes.ends_with("\r\n"), "what is sent ends a line");
    for (std::size_t at = 0; at < bytes.size(); ++at)
      fuzz::require(bytes[at] != '\0' &&
                        (bytes[at] == '\r') == bytes.substr(at).starts_with("\r\n") &&
                        (bytes[at] == '\n') == (at > 0 && bytes[at - 1] == '\r'),
                    "no line is sent that the server has put into another");
  }
  void start_tls() override { wants_tls = true; }
  void expect_bytes_within(std::chrono::milliseconds) override {}
  void call_me_after(std::chrono::milliseconds, std::uint64_t generation) override {
    timer = generation;
  }

  void on_signed_in(const mail::imap_capabilities&) override { expect_life(); }
  void on_folder(const mail::imap_folder&) override { expect_life(); }
  void on_progress(std::size_t, std::size_t) override { expect_life(); }
  void on_message(mail::imap_message&& message) override {
    fuzz::require(message.size >= message.raw.size(), "a message is as large as its beginning");
    take(message.uid);
  }
  void on_message_failed(std::uint32_t uid, const model::error&) override { take(uid); }
  void on_batch_end(std::uint32_t cursor) override {
    expect_life();
    fuzz::require(cursor >= cursor_, "the resume point does not go back");
    cursor_ = cursor;
    client->grant_batches(1);
  }
  void on_idle() override { expect_life(); }
  void on_verified() override {
    expect_life();
    is_over = true;
  }
  void on_failed(const model::error&) override {
    expect_life();
    is_over = true;
  }

  mail::imap_client* client = nullptr;
  bool wants_tls = false;
  bool is_over = false;
  std::uint64_t timer = 0;

private:
  void expect_life() const { fuzz::require(!is_over, "a session that is over says nothing"); }
  void take(std::uint32_t uid) {
    expect_life();
    fuzz::require(uid > cursor_, "a message comes before the resume point has passed it");
    fuzz::require(taken_.insert(uid).second, "a message is delivered or given up once");
  }

  std::uint32_t cursor_ = 0;
  std::set<std::uint32_t> taken_;
};

mail::imap_client_settings settings_by(unsigned choice) {
  mail::imap_client_settings settings;
  settings.server = {"mail.example.org", 993, model::mail_security::tls, "anna"};
  if (choice % 2 == 1)
    settings.server.security = model::mail_security::starttls;
  settings.password = "secret";
  if (choice / 2 % 2 == 1)
    settings.goal = mail::imap_goal::verify;
  if (choice / 4 % 2 == 1)
    settings.uidvalidity = settings.last_uid = 7;
  return settings;
}

} // namespace

/// A choice of the session, and the lines of a mail server; at `!` alone time passes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::input input{data, size};
  witness seen;
  mail::imap_client session{settings_by(input.take_choice()), seen, seen};
  seen.client = &session;
  session.grant_batches(2);
  session.on_connected();
  while (!input.rest().empty() && !seen.is_over) {
    const auto line = input.take_line();
    if (line == "!")
      session.on_timer(seen.timer);
    else
      session.on_bytes(std::string{line} + "\r\n");
    if (std::exchange(seen.wants_tls, false))
      session.on_secured();
  }
  if (!seen.is_over)
    session.on_closed({model::ec::mail_unreachable, "gone"});
  fuzz::require(seen.is_over, "a session ends with its connection");
  return 0;
}
