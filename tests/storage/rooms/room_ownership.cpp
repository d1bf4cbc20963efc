#include "storage/requests/room_ownership.hpp"

#include "storage/nodes/node_table.hpp"
#include "tests/storage/test_store.hpp"

#include <chrono>
#include <cstdint>
#include <doctest/doctest.h>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace vestnik::storage::room_ownership_tests {

TEST_SUITE_BEGIN("storage/rooms/room_ownership");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

namespace {

using order = model::node_order::kind;

/// The nodes of a cluster on a database that `stored` has made ready.
struct cluster {
  explicit cluster(test_database& on)
      : in{on.connect()} {}

  model::node_id joining(const std::string& name) { return must(nodes.join({name, name})).id; }
  model::node_id active(const std::string& name) {
    const auto id = joining(name);
    tell(id, order::enter);
    return id;
  }
  void tell(model::node_id node, order order) { must(nodes.carry_out(node, {order, node})); }

  std::unique_ptr<database> in;
  /// Where leases of 5 s begin: long ago.
  model::timestamp now = at(0);
  node_table nodes{*in, [this](database&) { return now; }, {}};
};

/// Later than any clock says.
constexpr model::timestamp far_off{std::chrono::days{70'000}};

using std::chrono::milliseconds;

append message_for(model::room_name room, std::uint64_t token, std::int64_t id) {
  return {room, token, {message(id, "")}, {}};
}

/// An entry that any room may have.
append entry_for(model::room_name room, std::uint64_t token, std::int64_t id) {
  auto write = message_for(room, token, id);
  write.entries.front().rows = std::monostate{};
  return write;
}

} // namespace

TEST_CASE("each activation gives the next token and where the log stands") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto room = model::room_of(in.person(1, "alice"));
    const auto first = must(in.commit(activate_room{room, "n1"}));
    const auto second = must(in.commit(activate_room{room, "n2"}));
    CHECK(first.token == 1);
    CHECK(second.token == 2);
    CHECK(second.last_seq == 0);
    CHECK(first.log.size() == 16);
    CHECK(second.log == first.log);
  });
}

TEST_CASE("a room that does not exist cannot be activated") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto refused = in.commit(activate_room{{model::room_kind::chat, 4711}, "n1"});
    REQUIRE(code_of(refused) == model::ec::not_found);
    CHECK(refused.error().message.find("chat:4711") != std::string::npos);
  });
}

TEST_CASE("a dead node's append is refused although its token is the newest") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto room = model::room_of(in.dialog().first);
    cluster all{on};
    const auto node = all.active("n1");
    const auto token = must(in.commit(activate_room{room, "n1", node})).token;
    CHECK(must(in.commit(message_for(room, token, 100)))[0].seq == 2);
    all.tell(node, order::retire);
    CHECK(must(in.commit(message_for(room, token, 101)))[0].seq == 3);
    all.tell(node, order::declare_dead);
    CHECK(code_of(in.commit(message_for(room, token, 102))) == model::ec::stale_token);
    // Its next life goes on where it stopped.
    const auto next = must(in.commit(activate_room{room, "n1", all.active("n1")}));
    CHECK(next.last_seq == 3);
    CHECK(must(in.commit(message_for(room, next.token, 103)))[0].seq == 4);
  });
}

TEST_CASE("the death of a node closes its rooms and no others") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto lost = model::room_of(in.dialog().first);
    const auto kept = model::room_of(model::user_id{1});
    const auto alone = model::room_of(model::user_id{2});
    cluster all{on};
    const auto dying = all.active("n1");
    const auto of_lost = must(in.commit(activate_room{lost, "n1", dying})).token;
    const auto of_kept = must(in.commit(activate_room{kept, "n2", all.active("n2")})).token;
    const auto of_alone = must(in.commit(activate_room{alone, "n3"})).token;
    all.tell(dying, order::declare_dead);
    const std::vector<storage::write> group{message_for(lost, of_lost, 100),
                                            entry_for(kept, of_kept, 101),
                                            entry_for(alone, of_alone, 102)};
    const auto answers = in.write.commit(group);
    CHECK(code_of(answers[0]) == model::ec::stale_token);
    CHECK(code_of(answers[1]) == model::ec::none);
    CHECK(code_of(answers[2]) == model::ec::none);
  });
}

TEST_CASE("nodes that have not joined or are dead take no room from its owner") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    const auto room = model::room_of(chat);
    cluster all{on};
    const auto joining = all.joining("n1");
    const auto dead = all.active("n2");
    all.tell(dead, order::declare_dead);
    for (const auto node : {joining, dead, model::node_id{4711}})
      CHECK(code_of(in.commit(activate_room{room, "n", node})) == model::ec::stale_token);
    CHECK(code_of(in.commit(activate_room{{model::room_kind::chat, 9}, "n", joining})) ==
          model::ec::not_found);
    CHECK(must(in.commit(message_for(room, token, 100)))[0].seq == 2);
  });
}

TEST_CASE("a fetcher waits until the lease of the node before has ended by the database's clock") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto room = model::room_of(in.account().first);
    cluster all{on};
    const auto first = all.active("n1");
    const auto second = all.active("n2");
    const auto waits = [&](model::node_id node) {
      return must(in.read.run(fetch_clearance{room, node}));
    };
    must(in.commit(activate_room{room, "n1", first}));
    CHECK(waits(first) == milliseconds{0});
    must(in.commit(activate_room{room, "n2", second}));
    CHECK(waits(second) == milliseconds{0});

    all.now = far_off;
    all.tell(first, order::renew);
    const auto left = [&] {
      return std::chrono::ceil<milliseconds>(far_off + std::chrono::seconds{5} -
                                             must(all.in->now()));
    };
    const auto most = left();
    const auto answer = waits(second);
    CHECK(answer <= most);
    CHECK(answer >= left());
    // Taking a room again changes nothing.
    must(in.commit(activate_room{room, "n2", second}));
    CHECK(waits(second) > milliseconds{0});
    // A node that left in order has stopped.
    all.now = at(1);
    all.tell(first, order::declare_dead);
    CHECK(waits(second) == milliseconds{0});
  });
}

TEST_CASE("an activation does not wait for a node that has released the room") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto room = model::room_of(in.account().first);
    cluster all{on};
    all.now = far_off;
    const auto first = all.active("n1");
    const auto second = all.active("n2");
    const auto third = all.active("n3");
    const auto waits = [&](model::node_id node) {
      return must(in.read.run(fetch_clearance{room, node})) > milliseconds{0};
    };
    const auto before = must(in.commit(activate_room{room, "n1", first})).token;
    must(in.commit(release_room{room, first, before}));
    const auto token = must(in.commit(activate_room{room, "n2", second})).token;
    CHECK_FALSE(waits(second));
    // Also when the next one was faster.
    must(in.commit(activate_room{room, "n3", third}));
    CHECK(waits(third));
    must(in.commit(release_room{room, second, token}));
    CHECK_FALSE(waits(third));
    // What others have or had is not theirs to release; nor does it change the token.
    must(in.commit(activate_room{room, "n1", first}));
    must(in.commit(release_room{room, second, token}));
    CHECK(waits(first));
    CHECK(must(in.commit(activate_room{room, "n1", first})).token == token + 3);
  });
}

TEST_CASE("a release of a room does not vouch for the node before") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto room = model::room_of(in.account().first);
    cluster all{on};
    all.now = far_off;
    const auto lost = all.active("n1");
    const auto brief = all.active("n2");
    const auto next = all.active("n3");
    must(in.commit(activate_room{room, "n1", lost}));
    const auto token = must(in.commit(activate_room{room, "n2", brief})).token;
    must(in.commit(release_room{room, brief, token}));
    must(in.commit(activate_room{room, "n3", next}));
    CHECK(must(in.read.run(fetch_clearance{room, next})) > milliseconds{0});
  });
}

TEST_CASE("a release of what a node had before leaves what it has taken anew") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto room = model::room_of(in.account().first);
    cluster all{on};
    all.now = far_off;
    const auto first = all.active("n1");
    const auto second = all.active("n2");
    const auto waits = [&](model::node_id node) {
      return must(in.read.run(fetch_clearance{room, node})) > milliseconds{0};
    };
    const auto before = must(in.commit(activate_room{room, "n1", first})).token;
    must(in.commit(activate_room{room, "n2", second}));
    const auto again = must(in.commit(activate_room{room, "n1", first})).token;
    must(in.commit(release_room{room, first, before}));
    must(in.commit(activate_room{room, "n2", second}));
    CHECK(waits(second));
    must(in.commit(release_room{room, first, again}));
    CHECK_FALSE(waits(second));
  });
}

TEST_CASE("a node that never came to fetch is not waited for but the one before it is") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto room = model::room_of(in.account().first);
    cluster all{on};
    all.now = far_off;
    const auto first = all.active("n1");
    const auto second = all.active("n2");
    const auto third = all.active("n3");
    const auto waits = [&](model::node_id node) {
      return must(in.read.run(fetch_clearance{room, node})) > milliseconds{0};
    };
    const auto token = must(in.commit(activate_room{room, "n1", first})).token;
    const auto brief = must(in.commit(activate_room{room, "n2", second})).token;
    must(in.commit(activate_room{room, "n3", third}));
    must(in.commit(release_room{room, second, brief}));
    CHECK(waits(third));
    must(in.commit(release_room{room, first, token}));
    CHECK_FALSE(waits(third));
  });
}

TEST_CASE("a node that has lost a room while it waited to fetch must not begin") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto room = model::room_of(in.account().first);
    cluster all{on};
    all.now = far_off;
    const auto first = all.active("n1");
    const auto second = all.active("n2");
    const auto third = all.active("n3");
    const auto token = must(in.commit(activate_room{room, "n1", first})).token;
    must(in.commit(activate_room{room, "n2", second}));
    must(in.commit(activate_room{room, "n3", third}));
    must(in.commit(release_room{room, first, token}));
    CHECK(must(in.read.run(fetch_clearance{room, third})) == milliseconds{0});
    CHECK(code_of(in.read.run(fetch_clearance{room, second})) == model::ec::stale_token);
  });
}

TEST_CASE("a node that has waited until the lease before ended is waited for itself") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto room = model::room_of(in.account().first);
    cluster all{on};
    const auto gone = all.active("n1");
    all.now = far_off;
    const auto second = all.active("n2");
    const auto third = all.active("n3");
    must(in.commit(activate_room{room, "n1", gone}));
    must(in.commit(activate_room{room, "n2", second}));
    must(in.commit(activate_room{room, "n3", third}));
    CHECK(must(in.read.run(fetch_clearance{room, third})) > milliseconds{0});
  });
}

TEST_CASE("a node finds the mailboxes that it has not released whoever has them now") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto room = model::room_of(in.account().first);
    cluster all{on};
    all.now = far_off;
    const auto first = all.active("n1");
    const auto second = all.active("n2");
    const auto tokens_of = [&](model::node_id node) {
      std::vector<std::uint64_t> tokens;
      for (const auto& each : must(in.read.run(unreleased_mailboxes{node}))) {
        CHECK(each.room == room);
        tokens.push_back(each.token);
      }
      return tokens;
    };
    using tokens = std::vector<std::uint64_t>;
    // Not of rooms that need no release.
    must(in.commit(activate_room{model::room_of(model::user_id{1}), "n1", first}));
    CHECK(tokens_of(first).empty());
    const auto mine = must(in.commit(activate_room{room, "n1", first})).token;
    CHECK(tokens_of(first) == tokens{mine});
    const auto theirs = must(in.commit(activate_room{room, "n2", second})).token;
    CHECK(tokens_of(first) == tokens{theirs});
    must(in.commit(release_room{room, first, theirs}));
    CHECK(tokens_of(first).empty());
    CHECK(tokens_of(second) == tokens{theirs});
  });
}

TEST_CASE("an append before a release is judged before it") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto room = model::room_of(in.dialog().first);
    cluster all{on};
    const auto node = all.active("n1");
    const auto token = must(in.commit(activate_room{room, "n1", node})).token;
    all.tell(node, order::declare_dead);
    const std::vector<storage::write> group{message_for(room, token, 100),
                                            release_room{room, node, token}};
    const auto answers = in.write.commit(group);
    CHECK(code_of(answers[0]) == model::ec::stale_token);
    CHECK(code_of(answers[1]) == model::ec::none);
  });
}

TEST_SUITE_END();

} // namespace vestnik::storage::room_ownership_tests
