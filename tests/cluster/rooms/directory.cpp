#define CAF_SUITE directory
#include "cluster/rooms/directory.hpp"

#include "cluster/rooms/placement.hpp"
#include "tests/cluster/caf_cluster_test.hpp"
#include "tests/consumers/captured_log.hpp"

#include "tests/support/caf_fake_actor.hpp"

using namespace vestnik;
using namespace vestnik::cluster;
using namespace vestnik::cluster::test;
using vestnik::test::code_of;
using vestnik::test::must;
using vestnik::test::question;
using vestnik::test::spawn_fake;
using vestnik::test::witness;

namespace directory_tests {

model::node node(std::int64_t id) {
  const auto name = "n" + std::to_string(id);
  return {{id}, name, 0, name + ":1", model::node_state::active, {}, {}};
}

/// Node 1 among others; who owns a room says so.
struct fixture : cluster_fixture {
  fixture() {
    own_rooms = spawn_fake<actors::own_rooms_actor>(
        sys, [](const model::command&) { return model::json_text{"own"}; },
        [this](const actors::room_share& share) {
          kept.push_back(share);
          return std::monostate{};
        },
        [this](vestnik::atom::wake, model::room_name room) { woken.push_back(room); });
    links = spawn_fake<links_actor>(
        sys, [this](const link_peers& peers) { linked.push_back(peers.nodes.size()); },
        [](const node_request& request) {
          return node_answer{model::json_text{"node " + std::to_string(request.to.value)}};
        });
    reader = spawn_fake<actors::store_reader_actor>(
        sys,
        [this](
            const storage::followed_mail_accounts&) -> caf::result<std::vector<model::account_id>> {
          ++reads;
          if (accounts.empty())
            return actors::to_caf({model::ec::unavailable, "the database is away"});
          return accounts;
        });
    directory_settings settings;
    settings.self = {1};
    settings.links = links;
    settings.reader = [this] { return reader; };
    settings.on_standing = [this](node_status now) { stood.push_back(now); };
    aut = sys.spawn(cluster::directory, own_rooms, settings);
  }
  ~fixture() { end(aut, own_rooms, links, reader, membership.handle); }

  void show(node_status status, std::vector<model::node> active) {
    membership_change news{status, active, {node(1), node(2), node(3)}};
    say(membership.handle, aut, news);
    consume_messages();
  }

  model::result<model::json_text> owner_of(model::room_name room) {
    return ask<model::json_text>(aut, model::command{{}, room, "op", {}});
  }

  std::vector<actors::room_share> kept;
  std::vector<model::room_name> woken;
  std::vector<std::size_t> linked;
  std::vector<node_status> stood;
  std::vector<model::account_id> accounts;
  int reads = 0;
  witness<cluster::atom::retire> membership{sys};
  actors::own_rooms_actor own_rooms;
  links_actor links;
  actors::store_reader_actor reader;
  directory_actor aut;
};

} // namespace directory_tests

CAF_TEST_FIXTURE_SCOPE(directory_tests, fixture)

CAF_TEST(each room is asked for where it is placed) {
  const std::vector all{node(1), node(2), node(3)};
  show(node_status::serving, all);
  for (std::int64_t id = 1; id <= 30; ++id) {
    const model::room_name room{model::room_kind::chat, id};
    const auto where = place(room, all).value().value;
    CAF_CHECK_EQUAL(must(owner_of(room)).text,
                    where == 1 ? "own" : "node " + std::to_string(where));
  }
}

CAF_TEST(a command is refused and may be repeated while no node serves) {
  const model::room_name room{model::room_kind::chat, 1};
  CAF_CHECK(code_of(owner_of(room)) == model::ec::unavailable);
  show(node_status::suspended, {});
  CAF_CHECK(code_of(owner_of(room)) == model::ec::unavailable);
  show(node_status::serving, {node(1)});
  CAF_CHECK_EQUAL(must(owner_of(room)).text, "own");
}

CAF_TEST(who says what nobody answers lives on while no node serves) {
  const model::room_name room{model::room_kind::user, 1};
  say(membership.handle, aut, actors::room_notice{room, actors::room_notice::chat_opened{}});
  say(membership.handle, aut, actors::room_unfollow{room});
  consume_messages();
  CAF_CHECK(!has_ended(membership.handle));
}

CAF_TEST(own rooms keep what is placed there and are told when that changes) {
  accounts = {{1}};
  const std::vector both{node(1), node(2)};
  show(node_status::serving, both);
  show(node_status::suspended, both);
  CAF_REQUIRE_EQUAL(kept.size(), 1u);
  for (std::int64_t id = 1; id <= 30; ++id) {
    const model::room_name room{model::room_kind::chat, id};
    CAF_CHECK_EQUAL(kept[0].stays(room), place(room, both) == model::node_id{1});
  }
  show(node_status::serving, {node(2)});
  CAF_REQUIRE_EQUAL(kept.size(), 2u);
  CAF_CHECK(!kept[1].stays({model::room_kind::chat, 1}));
}

CAF_TEST(the links learn of every node and the own status is told when it changes) {
  show(node_status::joining, {node(2)});
  show(node_status::serving, {node(1), node(2)});
  show(node_status::serving, {node(1), node(2)});
  CAF_CHECK(linked == (std::vector<std::size_t>{3, 3, 3}));
  CAF_CHECK(stood == std::vector{node_status::serving});
}

CAF_TEST(mailboxes that belong here are loaded whenever that changes) {
  const std::vector both{node(1), node(2)};
  std::vector<model::room_name> mailboxes;
  for (std::int64_t id = 1; id <= 20; ++id) {
    accounts.push_back({id});
    if (place(model::room_of(accounts.back()), both) == model::node_id{1})
      mailboxes.push_back(model::room_of(accounts.back()));
  }
  show(node_status::joining, {node(2)});
  CAF_CHECK_EQUAL(reads, 0);
  const consumers::captured_log captured;
  show(node_status::serving, both);
  CAF_CHECK(woken == mailboxes);
  CAF_CHECK(captured.has(std::to_string(mailboxes.size()) +
                         " of 20 mailboxes belong to this node now\n"));
}

CAF_TEST(a database that cannot tell which mailboxes there are is asked again) {
  show(node_status::serving, {node(1)});
  CAF_CHECK_EQUAL(reads, 1);
  accounts = {{5}};
  advance_time(std::chrono::seconds{1});
  consume_messages();
  CAF_CHECK(woken == std::vector{model::room_of(model::account_id{5})});
}

CAF_TEST(mailboxes are looked for again a little after nodes or links have changed) {
  accounts = {{5}};
  show(node_status::serving, {node(1)});
  CAF_CHECK_EQUAL(reads, 1);
  accounts.push_back({6});
  advance_time(std::chrono::seconds{5});
  consume_messages();
  CAF_CHECK_EQUAL(reads, 2);
  CAF_CHECK(woken.back() == model::room_of(model::account_id{6}));
  CAF_MESSAGE("once for links that come together");
  say(self, aut, node_linked{{2}});
  say(self, aut, node_linked{{3}});
  consume_messages();
  CAF_CHECK_EQUAL(reads, 2);
  accounts.push_back({7});
  advance_time(std::chrono::seconds{5});
  consume_messages();
  CAF_CHECK_EQUAL(reads, 3);
  CAF_CHECK(woken.back() == model::room_of(model::account_id{7}));
}

CAF_TEST(own rooms are told once more what is theirs a little after nodes or links have changed) {
  accounts = {{1}};
  const auto wait = [this] {
    consume_messages();
    advance_time(std::chrono::seconds{5});
    consume_messages();
  };
  show(node_status::serving, {node(1), node(2)});
  CAF_CHECK_EQUAL(kept.size(), 1u);
  wait();
  CAF_CHECK_EQUAL(kept.size(), 2u);
  say(self, aut, node_linked{{2}});
  wait();
  CAF_REQUIRE_EQUAL(kept.size(), 3u);
  for (std::int64_t id = 1; id <= 30; ++id) {
    const model::room_name room{model::room_kind::chat, id};
    CAF_CHECK_EQUAL(kept[2].stays(room), kept[0].stays(room));
  }
}

CAF_TEST(a node that leaves is told when its rooms have been handed over and not before) {
  accounts = {{1}};
  show(node_status::serving, {node(1), node(2)});
  question<std::monostate> leaver{sys, aut, cluster::atom::retire::value};
  consume_messages();
  CAF_CHECK_EQUAL(membership.heard<cluster::atom::retire>().size(), 1u);
  show(node_status::serving, {node(1), node(2), node(3)});
  CAF_CHECK(!leaver.is_answered());
  show(node_status::leaving, {node(2), node(3)});
  CAF_CHECK(leaver.answer().has_value());
}

CAF_TEST(a node that leaves before any room was its own is told at once) {
  show(node_status::joining, {node(2)});
  question<std::monostate> leaver{sys, aut, cluster::atom::retire::value};
  consume_messages();
  show(node_status::leaving, {node(2)});
  CAF_CHECK(leaver.answer().has_value());
}

CAF_TEST_FIXTURE_SCOPE_END()
