#pragma once

#include "actors/mail/fetcher.hpp"
#include "actors/runtime/error.hpp"
#include "tests/support/fake_stream.hpp"

#include <fmt/format.h>

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_test.hpp"

namespace vestnik::test {

using actors::connect_pace;
using actors::fetch_order;
using actors::fetch_state;
using actors::fetcher;
using actors::fetcher_actor;
using actors::fetcher_settings;
using actors::folder_renumbered;
using actors::lease_guard;
using actors::mail_batch;
using actors::mail_memory;
using actors::mailbox_actor;
using actors::mime_worker_actor;
using actors::parsed_mail;
using actors::raw_mail;
using std::chrono::milliseconds;
using phase = fetch_state::phase;

inline std::string message(int uid, std::string_view raw) {
  return fmt::format("* 1 FETCH (UID {} FLAGS (\\Seen) INTERNALDATE \"17-Jul-1996 02:44:25 "
                     "-0700\" RFC822.SIZE {} BODY[] {{{}}}\r\n{})\r\n",
                     uid, raw.size(), raw.size(), raw);
}

/// An account whose server is the test. One message makes one batch, and two of three octets are
/// asked for at once. The parsers find the raw text to be the subject, cannot parse "broken",
/// and have no memory for "huge".
struct fetcher_fixture : actor_fixture {
  fetcher_fixture() {
    owner = spawn_fake<mailbox_actor>(
        sys,
        [this](const mail_batch& batch) -> caf::result<std::monostate> {
          batches.push_back(batch);
          return std::monostate{};
        },
        [this](const folder_renumbered& renumbering) -> caf::result<std::monostate> {
          renumbered.push_back(renumbering);
          return std::monostate{};
        },
        [this](const fetch_state& state) { states.push_back(state); });
    for (auto* parser : {&first, &second})
      *parser =
          spawn_fake<mime_worker_actor>(sys, [](const raw_mail& mail) -> caf::result<parsed_mail> {
            if (mail.raw == "huge")
              return actors::to_caf({model::ec::unavailable, "there is no memory"});
            parsed_mail out{mail.facts, {model::ec::none, {}}};
            out.mail.content.subject = mail.raw;
            if (mail.raw == "broken")
              out.problem = {model::ec::malformed, "no message at all"};
            return out;
          });
    order.account = model::account_id{7};
    order.server = {"imap.example.org", 993, model::mail_security::tls, "alice"};
    order.password = model::secret{"pa55"};
    order.cursor = {order.account, "INBOX", 0, 0};
  }

  ~fetcher_fixture() { end(aut, owner, first, second); }

  void start() {
    const fetcher_settings settings{
        .batch = {.messages = 1, .bytes = 3}, .lease = lease, .pace = pace, .memory = memory};
    aut = sys.spawn(fetcher, static_cast<net::io_executor*>(&thread), owner,
                    std::vector{first, second}, order, settings);
    consume_messages();
  }

  fake_stream& stream() { return *thread.streams.back(); }

  void server(std::string_view lines) {
    stream().handler->on_bytes(lines);
    consume_messages();
  }

  /// What the fetcher has sent since the last call.
  std::string client() { return std::exchange(stream().sent, {}); }

  /// Signs in and opens the folder; the next tag is v3.
  void open(int uidvalidity = 77) {
    stream().handler->on_connected();
    consume_messages();
    server("* OK [CAPABILITY IMAP4rev1 IDLE] hello\r\n");
    CAF_CHECK_EQUAL(client(), "v1 LOGIN \"alice\" \"pa55\"\r\n");
    server("v1 OK [CAPABILITY IMAP4rev1 IDLE] in\r\n");
    CAF_CHECK_EQUAL(client(), "v2 EXAMINE \"INBOX\"\r\n");
    server(fmt::format("* 3 EXISTS\r\n* OK [UIDVALIDITY {}] ok\r\n* OK [UIDNEXT 13] ok\r\n"
                       "v2 OK done\r\n",
                       uidvalidity));
  }

  /// The folder has the messages 10, 11 and 12; 10 and 11 are asked for.
  void list() {
    server("* 1 FETCH (UID 10 RFC822.SIZE 3)\r\n* 2 FETCH (UID 11 RFC822.SIZE 3)\r\n"
           "* 3 FETCH (UID 12 RFC822.SIZE 3)\r\nv3 OK done\r\n");
  }

  void lose_connection() {
    stream().handler->on_closed({model::ec::mail_unreachable, "connection lost"});
    consume_messages();
  }

  void reconnect() {
    lose_connection();
    advance_time(std::chrono::seconds{10});
    consume_messages();
    open();
  }

  bool has_asked_for(int uid) {
    return stream().sent.find(fmt::format("UID FETCH {} (", uid)) != std::string::npos;
  }

  std::vector<std::uint32_t> stored() {
    std::vector<std::uint32_t> out;
    for (const auto& batch : batches)
      for (const auto& mail : batch.mails)
        out.push_back(mail.key.uid);
    return out;
  }

  void lose_lease() { lease->hold_until(lease_guard::clock::time_point::min()); }
  void get_lease() { lease->hold_until(lease_guard::clock::time_point::max()); }

  std::shared_ptr<lease_guard> lease = std::make_shared<lease_guard>();
  std::shared_ptr<connect_pace> pace = std::make_shared<connect_pace>();
  std::shared_ptr<mail_memory> memory = std::make_shared<mail_memory>(1'000'000);
  fake_io_executor thread;
  fetch_order order;
  std::vector<mail_batch> batches;
  std::vector<folder_renumbered> renumbered;
  std::vector<fetch_state> states;
  mailbox_actor owner;
  mime_worker_actor first;
  mime_worker_actor second;
  fetcher_actor aut;
};

} // namespace vestnik::test
