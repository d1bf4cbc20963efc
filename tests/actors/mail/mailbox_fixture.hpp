#pragma once

#include "actors/mail/mailbox.hpp"
#include "storage/nodes/node_table.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_store.hpp"
#include "tests/support/caf_test.hpp"

namespace vestnik::test::mailbox_tests {

using actors::fetch_order;
using actors::fetcher_actor;
using actors::mailbox_actor;
using actors::mailbox_settings;
using actors::publication;
using actors::room_follow;
using actors::room_settings;
using actors::store_writer_actor;

constexpr model::account_id id{7};
constexpr model::user_id alice{1};
constexpr model::user_id boris{2};
constexpr model::room_name room{model::room_kind::mailbox, 7};
constexpr std::uint32_t uidvalidity = 77;

inline storage::folder_cursor cursor(std::uint32_t last_uid, std::uint32_t validity = uidvalidity) {
  return {id, "INBOX", validity, last_uid};
}

/// All before it is stored.
inline storage::folder_advance up_to(std::uint32_t last_uid) { return {cursor(last_uid), 0}; }

inline model::fetched_mail letter(std::uint32_t uid, const std::string& subject) {
  model::fetched_mail out;
  out.key = {id, "INBOX", uidvalidity, uid};
  out.date_received = at(static_cast<int>(uid));
  out.content.subject = subject;
  out.content.text = "Dear\n  Alice";
  return out;
}

inline model::command of(model::user_id user, model::command_body body) {
  return {user, room, {}, std::move(body)};
}

/// The nodes of a cluster, whose leases end long after the test.
struct cluster {
  explicit cluster(const actor_store& db)
      : in{must(storage::sqlite_database::open({.file = db.folder / "vestnik.db"}))} {}

  model::node_id active(const std::string& name) {
    const auto made = must(nodes.join({name, name})).id;
    (void)must(nodes.carry_out(made, {model::node_order::kind::enter, {}}));
    return made;
  }

  std::unique_ptr<storage::database> in;
  storage::node_table nodes{
      *in, [](storage::database&) { return model::timestamp{std::chrono::days{70'000}}; }, {}};
};

/// Alice's mail account.
struct mailbox_fixture : actor_fixture {
  mailbox_fixture() {
    db.person(1, "alice");
    db.person(2, "boris");
    db.commit(
        storage::create_mail_account{id,
                                     alice,
                                     "op",
                                     "alice@example.org",
                                     {"imap.example.org", 993, model::mail_security::tls, "alice"},
                                     secrets->seal(model::secret{"pa55"}, id, "imap"),
                                     at(0)});
    aut = spawn(id, secrets);
    consume_messages();
    say(relay.handle, aut, room_follow{room});
    consume_messages();
  }

  ~mailbox_fixture() { end(aut, fetcher, relay.handle); }

  mailbox_actor spawn(model::account_id of, std::shared_ptr<const storage::secret_box> box,
                      model::node_id node = {}) {
    const auto fetchers = [this](const mailbox_actor&, fetch_order order) {
      orders.push_back(std::move(order));
      fetcher = spawn_fake<fetcher_actor>(sys, [](atom::retry) {});
      return fetcher;
    };
    return sys.spawn(actors::mailbox, of, db.handles, ids, std::move(box), fetchers,
                     room_settings{"n1", {}, node}, mailbox_settings{10, 2});
  }

  /// As an owner on this node.
  void move_to(model::node_id node) {
    end(aut);
    aut = spawn(id, secrets, node);
    consume_messages();
  }

  void wake() {
    say(self, aut, atom::wake::value);
    consume_messages();
  }

  /// The data of what was published as `kind`.
  std::vector<boost::json::value> published(model::event_kind kind) {
    std::vector<boost::json::value> out;
    for (const auto& news : relay.heard<publication>())
      for (const auto& event : news.events)
        if (event->kind == kind)
          out.push_back(boost::json::parse(event->data));
    return out;
  }

  storage::mail_source stored() { return db.ask(storage::mail_account_by_id{id}); }

  actor_store db{sys};
  store_writer_actor writer = db.handles.writer;
  std::shared_ptr<model::id_generator> ids = std::make_shared<model::id_generator>(0);
  std::shared_ptr<const storage::secret_box> secrets =
      std::make_shared<const storage::secret_box>(std::string(32, 'k'));
  std::vector<fetch_order> orders;
  fetcher_actor fetcher;
  witness<publication, std::uint64_t> relay{sys};
  mailbox_actor aut;
};

} // namespace vestnik::test::mailbox_tests
