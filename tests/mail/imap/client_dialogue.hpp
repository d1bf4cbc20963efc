#pragma once

#include "mail/imap/client.hpp"

#include <fmt/format.h>

#include <chrono>
#include <doctest/doctest.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vestnik::mail {

/// Writes down what the client wants; grants a request for each one that ends.
class recorder : public imap_transport, public imap_client_handler {
public:
  void send(std::string_view bytes) override { sent += bytes; }
  void start_tls() override { log.emplace_back("start_tls"); }
  void expect_bytes_within(std::chrono::milliseconds limit) override { patience = limit; }
  void call_me_after(std::chrono::milliseconds delay, std::uint64_t generation) override {
    timer = {delay, generation};
  }
  void on_signed_in(const imap_capabilities&) override { log.emplace_back("signed in"); }
  void on_folder(const imap_folder& x) override {
    log.push_back(fmt::format("folder {} next {} has {}", x.uidvalidity, x.uidnext, x.exists));
  }
  void on_progress(std::size_t done, std::size_t remaining) override {
    progress = {done, remaining};
  }
  void on_message(imap_message&& x) override {
    log.push_back(fmt::format("message {} {}", x.uid, x.raw));
    last = std::move(x);
  }
  void on_message_failed(std::uint32_t uid, const model::error& why) override {
    log.push_back(fmt::format("failed {} {}", uid, model::traits_of(why.code).name));
    reason = why.message;
  }
  void on_batch_end(std::uint32_t cursor) override {
    log.push_back(fmt::format("stored {}", cursor));
    if (grants && client != nullptr)
      client->grant_batches(1);
  }
  void on_idle() override { log.emplace_back("idle"); }
  void on_verified() override { log.emplace_back("verified"); }
  void on_failed(const model::error& cause) override {
    log.emplace_back("ended");
    error = cause;
  }

  imap_client* client = nullptr;
  bool grants = true;
  std::string sent;
  std::vector<std::string> log;
  std::pair<std::size_t, std::size_t> progress;
  std::pair<std::chrono::milliseconds, std::uint64_t> timer;
  std::chrono::milliseconds patience{};
  imap_message last;
  std::string reason;
  model::error error{model::ec::none, ""};
};

/// A dialogue: the server says, the client answers.
struct dialogue {
  explicit dialogue(imap_client_settings settings = plain_settings())
      : aut{std::move(settings), handler, handler} {
    handler.client = &aut;
    aut.on_connected();
    CHECK(handler.patience == std::chrono::seconds{30});
  }

  static imap_client_settings plain_settings() {
    imap_client_settings settings;
    settings.server = {"mail.example.org", 993, model::mail_security::tls, "anna"};
    settings.password = "secret";
    return settings;
  }

  void server(std::string_view lines) { aut.on_bytes(lines); }

  /// What the client has sent since the last call.
  std::string client() { return std::exchange(handler.sent, {}); }
  std::vector<std::string> events() { return std::exchange(handler.log, {}); }
  void time_passes() { aut.on_timer(handler.timer.second); }

  void sign_in(std::string_view capabilities = "IMAP4rev1 IDLE") {
    server(fmt::format("* OK [CAPABILITY {}] hello\r\n", capabilities));
    CHECK(client() == "v1 LOGIN \"anna\" \"secret\"\r\n");
    server(fmt::format("v1 OK [CAPABILITY {}] in\r\n", capabilities));
    CHECK(client() == "v2 EXAMINE \"INBOX\"\r\n");
  }

  void open(std::string_view capabilities = "IMAP4rev1 IDLE") {
    sign_in(capabilities);
    server("* 2 EXISTS\r\n* OK [UIDVALIDITY 77] ok\r\n* OK [UIDNEXT 12] ok\r\nv2 OK done\r\n");
    CHECK(events() == std::vector<std::string>{"signed in", "folder 77 next 12 has 2"});
  }

  /// Up to idling with the messages 10 and 11 fetched. The next tag is v6.
  void catch_up(std::string_view capabilities = "IMAP4rev1 IDLE") {
    aut.grant_batches(2);
    open(capabilities);
    CHECK(client() == "v3 UID FETCH 1:* (UID RFC822.SIZE)\r\n");
    server("* 1 FETCH (UID 10 RFC822.SIZE 3)\r\n* 2 FETCH (UID 11 RFC822.SIZE 3)\r\nv3 OK\r\n");
    CHECK(client() == "v4 UID FETCH 10:11 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])\r\n");
    server(message(1, 10, "one") + message(2, 11, "two") + "v4 OK\r\n");
    CHECK(events() ==
          std::vector<std::string>{"message 10 one", "message 11 two", "stored 11", "idle"});
  }

  static std::string message(int number, int uid, std::string_view raw) {
    return fmt::format("* {} FETCH (UID {} FLAGS (\\Seen) INTERNALDATE \"17-Jul-1996 02:44:25 "
                       "-0700\" RFC822.SIZE {} BODY[] {{{}}}\r\n{})\r\n",
                       number, uid, raw.size(), raw.size(), raw);
  }

  recorder handler;
  imap_client aut;
};

} // namespace vestnik::mail
