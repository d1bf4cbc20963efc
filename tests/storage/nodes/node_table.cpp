#include "storage/nodes/node_table.hpp"

#include "storage/schema/migrations.hpp"
#include "storage/sql/query.hpp"
#include "tests/storage/drivers.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <functional>
#include <memory>
#include <set>
#include <string>

namespace vestnik::storage::node_table_tests {

TEST_SUITE_BEGIN("storage/nodes/node_table");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;
using kind = model::node_order::kind;
using model::node_id;
using model::node_state;

/// The table, at a time that the test sets, with leases of 5 and votes of 30 seconds.
struct table {
  explicit table(test_database& on)
      : in{on.connect()} {
    REQUIRE(migrate(*in, migrations()).has_value());
  }

  node_id join(const char* name, const char* address = "here") {
    return nodes.join({name, address}).value().id;
  }

  node_id active(const char* name) {
    const auto id = join(name, name);
    order(id, kind::enter);
    return id;
  }

  model::node_view order(node_id from, kind type, node_id about = {}) {
    return nodes.carry_out(from, {type, about}).value();
  }

  node_state state_of(node_id id) {
    // Whoever is dead sees itself.
    for (const auto& one : nodes.carry_out(id, {}).value().nodes)
      if (one.id == id)
        return one.state;
    return {};
  }

  void after_seconds(int passed) { now += std::chrono::seconds{passed}; }

  std::unique_ptr<database> in;
  model::timestamp now{std::chrono::seconds{1'000}};
  node_table nodes{*in, [this](database&) { return now; }, {}};
};

void on_each(const std::function<void(table&)>& test) {
  on_each_driver([&](test_database& on) {
    table in{on};
    test(in);
  });
}

TEST_CASE("a node that joins is seen joining, and each life has its own id and slot") {
  on_each([](table& in) {
    const auto first = in.nodes.join({"a", "host-a"}).value();
    REQUIRE(first.view.nodes.size() == 1);
    CHECK(first.view.nodes[0].state == node_state::joining);
    CHECK(first.view.nodes[0].name == "a");
    const auto second = in.nodes.join({"b", "host-b"}).value();
    CHECK(second.id != first.id);
    CHECK(second.view.nodes[0].slot != second.view.nodes[1].slot);
    CHECK(second.view.version > first.view.version);
  });
}

TEST_CASE("a cluster has one id, made when the first node joins") {
  on_each([](table& in) {
    const auto first = in.nodes.join({"a", "host-a"}).value().cluster;
    CHECK(first.size() == 16);
    CHECK(first.find_first_not_of("0123456789abcdef") == std::string::npos);
    CHECK(in.nodes.join({"b", "host-b"}).value().cluster == first);
    CHECK(in.nodes.join({"a", "host-a"}).value().cluster == first);
  });
  std::set<std::string> ids;
  on_each([&ids](table& in) { ids.insert(in.nodes.join({"a", "host-a"}).value().cluster); });
  CHECK(ids.size() == 2);
}

TEST_CASE("a node that comes back at its address takes the place of its earlier life") {
  on_each([](table& in) {
    const auto before = in.active("a");
    const auto after = in.join("a", "a");
    CHECK(after != before);
    CHECK(in.state_of(before) == node_state::dead);
    const auto elsewhere = in.nodes.join({"a", "another host"});
    REQUIRE(!elsewhere);
    CHECK(elsewhere.error().code == model::ec::conflict);
    CHECK(elsewhere.error().message == "the name a belongs to a node at a");
    CHECK(in.state_of(after) == node_state::joining);
  });
}

TEST_CASE("there are 1,024 nodes and no more") {
  static constexpr statement add{R"(
    INSERT INTO nodes (id, name, address, slot, state, lease_until, lease_since)
    VALUES ($1, $2, $2, $3, 2, $4, $4))"};
  on_each([](table& in) {
    transaction unit{*in.in};
    REQUIRE(unit.begin().has_value());
    for (int slot = 0; slot < 1'024; ++slot)
      REQUIRE(
          run(*in.in, add, {100'000 + slot, "n" + std::to_string(slot), slot, in.now}).has_value());
    REQUIRE(unit.commit().has_value());
    const auto refused = in.nodes.join({"one more", "host"});
    REQUIRE(!refused);
    CHECK(refused.error().code == model::ec::conflict);
    CHECK(refused.error().message == "there are 1024 nodes already");
  });
}

TEST_CASE("a node goes through its states forwards only") {
  on_each([](table& in) {
    const auto one = in.active("a");
    in.order(one, kind::retire);
    in.order(one, kind::enter);
    CHECK(in.state_of(one) == node_state::leaving);
    in.order(one, kind::declare_dead, one);
    CHECK(in.state_of(one) == node_state::dead);
    in.order(one, kind::enter);
    CHECK(in.state_of(one) == node_state::dead);
  });
}

TEST_CASE("two votes of three nodes make one dead, and one of two") {
  on_each([](table& in) {
    const auto a = in.active("a");
    const auto b = in.active("b");
    const auto c = in.active("c");
    const auto seen = in.order(a, kind::vote, c);
    CHECK(seen.nodes[2].suspected_by == std::vector{a});
    CHECK(in.state_of(c) == node_state::active);
    in.order(b, kind::vote, c);
    CHECK(in.state_of(c) == node_state::dead);
    in.order(b, kind::vote, a);
    CHECK(in.state_of(a) == node_state::dead);
  });
}

TEST_CASE("votes of the dead, of those who have not joined, withdrawn and old ones do not count") {
  on_each([](table& in) {
    const auto a = in.active("a");
    const auto b = in.active("b");
    const auto c = in.active("c");
    const auto d = in.active("d");
    const auto joining = in.join("e", "e");
    in.order(joining, kind::vote, d);
    in.order(a, kind::vote, d);
    CHECK(in.state_of(d) == node_state::active);
    in.order(a, kind::withdraw, d);
    in.order(b, kind::vote, d);
    CHECK(in.state_of(d) == node_state::active);
    in.after_seconds(31);
    in.order(c, kind::vote, d);
    CHECK(in.state_of(d) == node_state::active);
    in.order(c, kind::declare_dead, c);
    in.order(a, kind::vote, d);
    CHECK(in.state_of(d) == node_state::active);
    in.order(b, kind::vote, d);
    CHECK(in.state_of(d) == node_state::dead);
  });
}

TEST_CASE("a node whose lease ran out is declared dead by one who held its own all the time") {
  on_each([](table& in) {
    const auto a = in.active("a");
    const auto b = in.active("b");
    in.after_seconds(3);
    in.order(a, kind::renew);
    in.order(a, kind::declare_dead, b);
    CHECK(in.state_of(b) == node_state::active);
    in.nodes.carry_out(b, {}).value();
    in.after_seconds(3);
    in.order(a, kind::renew);
    in.after_seconds(3);
    const auto seen = in.order(a, kind::renew);
    CHECK(seen.nodes[1].leased == model::node::lease::expired);
    in.order(a, kind::declare_dead, b);
    CHECK(in.state_of(b) == node_state::dead);
  });
}

TEST_CASE("no node declares another dead when all were away from the table") {
  on_each([](table& in) {
    const auto a = in.active("a");
    const auto b = in.active("b");
    in.after_seconds(60);
    CHECK(in.order(a, kind::renew).nodes[1].leased == model::node::lease::expired);
    in.order(a, kind::declare_dead, b);
    CHECK(in.state_of(b) == node_state::active);
    CHECK(in.order(a, kind::renew).nodes[1].leased == model::node::lease::held);
  });
}

TEST_CASE("the end of a lease is known after its holder has died") {
  on_each([](table& in) {
    const auto a = in.active("a");
    const auto until = in.now + std::chrono::seconds{5};
    in.join("a", "a");
    in.after_seconds(2);
    in.order(a, kind::renew);
    CHECK(in.nodes.lease_end(a).value() == until);
    CHECK(in.nodes.lease_end(node_id{77}).error().code == model::ec::not_found);
  });
}

TEST_CASE("a node dead for a day is forgotten, and its id is not given again") {
  on_each([](table& in) {
    const auto a = in.active("a");
    const auto b = in.active("b");
    in.order(b, kind::vote, a);
    REQUIRE(in.state_of(a) == node_state::dead);
    in.after_seconds(24 * 60 * 60);
    in.join("c");
    CHECK(in.nodes.lease_end(a).has_value());
    in.after_seconds(6);
    const auto d = in.join("d");
    CHECK(in.nodes.lease_end(a).error().code == model::ec::not_found);
    CHECK(d.value > b.value);
    // It has no place in the view, which tells it that it is dead, and votes no more.
    const auto seen = in.order(a, kind::vote, b);
    CHECK(std::ranges::none_of(seen.nodes, [&](const auto& one) { return one.id == a; }));
    CHECK(in.state_of(b) == node_state::active);
  });
}

TEST_CASE("a living node is not forgotten, however long ago its lease has ended") {
  on_each([](table& in) {
    const auto a = in.active("a");
    in.after_seconds(7 * 24 * 60 * 60);
    in.join("b");
    CHECK(in.state_of(a) == node_state::active);
  });
}

TEST_CASE("the lease of a node that left in order has ended") {
  on_each([](table& in) {
    const auto a = in.active("a");
    in.after_seconds(2);
    in.order(a, kind::declare_dead, a);
    CHECK(in.nodes.lease_end(a).value() == in.now);
    in.after_seconds(2);
    in.order(a, kind::declare_dead, a);
    CHECK(in.nodes.lease_end(a).value() == in.now - std::chrono::seconds{2});
  });
}

TEST_CASE("an order that changes nothing is no new version") {
  on_each([](table& in) {
    const auto a = in.active("a");
    const auto b = in.active("b");
    const auto before = in.order(a, kind::renew).version;
    in.order(a, kind::enter);
    in.order(a, kind::withdraw, b);
    in.order(a, kind::declare_dead, b);
    CHECK(in.order(a, kind::renew).version == before);
  });
}

} // namespace vestnik::storage::node_table_tests
