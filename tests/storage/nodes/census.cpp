#include "storage/nodes/census.hpp"

#include "storage/nodes/node_table.hpp"
#include "tests/storage/test_store.hpp"

#include <chrono>
#include <doctest/doctest.h>
#include <functional>
#include <string>
#include <vector>

namespace vestnik::storage::census_tests {

TEST_SUITE_BEGIN("storage/nodes/census");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;
using order = model::node_order::kind;
using std::chrono::seconds;

namespace {

/// A database with a chat, 42, that nodes take.
struct looked_at {
  explicit looked_at(test_database& on)
      : stored{on}
      , in{on.connect()}
      , reading{on.connect_reader()} {}

  model::node_id active(const std::string& name) {
    const auto id = must(nodes.join({name, name + ":7420"})).id;
    must(nodes.carry_out(id, {order::enter, {}}));
    return id;
  }
  void take(const std::string& name, model::node_id node) {
    must(stored.commit(activate_room{model::room_of(chat), name, node}));
  }

  test_store stored;
  std::unique_ptr<database> in;
  std::unique_ptr<database> reading;
  node_table nodes{*in, [](database& table) { return table.now(); }, {}};
  storage::census census{*reading};
  model::chat_id chat = stored.dialog().first;
};

void on_each(const std::function<void(looked_at&)>& test) {
  on_each_driver([&](test_database& on) {
    looked_at in{on};
    test(in);
  });
}

} // namespace

TEST_CASE("without a cluster there are no members") {
  on_each([](looked_at& in) { CHECK(must(in.census.members()).empty()); });
}

TEST_CASE("a member is seen by its newest life with state, lease and rooms") {
  on_each([](looked_at& in) {
    in.active("b");
    in.active("a");
    const auto b = in.active("b");
    in.take("b", b);
    const auto members = must(in.census.members());
    REQUIRE(members.size() == 2);
    CHECK(members[0].name == "a");
    CHECK(members[0].rooms == 0);
    CHECK(members[1].name == "b");
    CHECK(members[1].life == b);
    CHECK(members[1].address == "b:7420");
    CHECK(members[1].state == model::node_state::active);
    CHECK(members[1].rooms == 1);
    CHECK(members[1].lease > seconds{0});
    CHECK(members[1].lease <= seconds{5});
  });
}

TEST_CASE("a member that was declared dead says by whom and since when") {
  on_each([](looked_at& in) {
    const auto a = in.active("a");
    const auto b = in.active("b");
    const auto c = in.active("c");
    must(in.nodes.carry_out(b, {order::vote, c}));
    must(in.nodes.carry_out(a, {order::vote, c}));
    must(in.nodes.carry_out(b, {order::declare_dead, b}));
    const auto members = must(in.census.members());
    REQUIRE(members.size() == 3);
    CHECK(members[2].state == model::node_state::dead);
    CHECK(members[2].suspected_by == std::vector<std::string>{"a", "b"});
    CHECK(members[1].state == model::node_state::dead);
    CHECK(members[1].lease <= seconds{0});
    CHECK(members[1].suspected_by.empty());
  });
}

TEST_CASE("a room tells where its log stands and who has it") {
  on_each([](looked_at& in) {
    const auto name = model::room_of(in.chat);
    const auto a = in.active("a");
    in.take("a", a);
    const auto taken = must(in.census.find(name)).value();
    CHECK(taken.last_seq == 1);
    CHECK(taken.first_seq == 1);
    CHECK(taken.log.size() == 16);
    CHECK(taken.token == 2);
    CHECK(taken.owner == "a");
    CHECK(taken.owner_life == a);
    must(in.stored.commit(release_room{name, a, taken.token}));
    const auto released = must(in.census.find(name)).value();
    CHECK(released.owner == "a");
    CHECK(released.owner_life == model::node_id{});
  });
}

TEST_CASE("a room that does not exist is not found") {
  on_each([](looked_at& in) {
    CHECK(!must(in.census.find({model::room_kind::chat, 4711})).has_value());
    CHECK(!must(in.census.find({model::room_kind::mailbox, 42})).has_value());
  });
}

TEST_SUITE_END();

} // namespace vestnik::storage::census_tests
