#define CAF_SUITE table_keeper
#include "cluster/membership/table_keeper.hpp"

#include "storage/drivers/sqlite_database.hpp"
#include "storage/nodes/node_table.hpp"
#include "storage/schema/migrations.hpp"
#include "tests/cluster/caf_cluster_test.hpp"
#include "tests/cluster/simulated_table.hpp"
#include "tests/storage/temporary_folder.hpp"

#include <fmt/format.h>

#include <random>

using namespace vestnik;
using namespace vestnik::cluster;
using namespace vestnik::cluster::test;
using vestnik::test::must;

namespace table_keeper_tests {

/// The table of a cluster in a database, at a time that the test sets.
struct fixture : cluster_fixture {
  fixture() {
    auto in = must(storage::sqlite_database::open({.file = folder / "vestnik.db"}));
    CAF_REQUIRE(storage::migrate(*in).has_value());
    const auto clock = [this](storage::database&) { return now; };
    opened->connection = std::move(in);
    opened->table = std::make_unique<storage::node_table>(*opened->connection, clock,
                                                          storage::node_table_settings{});
    aut = sys.spawn(table_keeper, opened);
  }
  ~fixture() { end(aut); }

  storage::test::temporary_folder folder;
  model::timestamp now{std::chrono::seconds{1'000}};
  std::shared_ptr<storage::opened_node_table> opened =
      std::make_shared<storage::opened_node_table>();
  node_table_actor aut;
};

/// As text, with nodes in place of the ids that each table gives, and the votes in order.
std::string shown(const model::node_view& view,
                  const std::map<model::node_id, std::size_t>& number_of) {
  std::string out;
  for (const auto& one : view.nodes) {
    std::vector<std::size_t> votes;
    for (const auto voter : one.suspected_by)
      votes.push_back(number_of.at(voter));
    std::ranges::sort(votes);
    out += fmt::format("{}={}{}", number_of.at(one.id), static_cast<int>(one.state),
                       one.leased == model::node::lease::held ? "" : "!");
    for (const auto voter : votes)
      out += fmt::format(" -{}", voter);
    out += '\n';
  }
  return out;
}

} // namespace table_keeper_tests

CAF_TEST_FIXTURE_SCOPE(table_keeper_tests, fixture)

CAF_TEST(the table_keeper carries orders out and answers with the table) {
  const auto joined = must(opened->table->join({"a", "here"}));
  const auto view = must(
      ask<model::node_view>(aut, table_request{joined.id, {model::node_order::kind::enter, {}}}));
  CAF_REQUIRE_EQUAL(view.nodes.size(), 1u);
  CAF_CHECK(view.nodes[0].state == model::node_state::active);
  CAF_CHECK(view.version > joined.view.version);
}

CAF_TEST(an order that nobody waits for any more is not carried out) {
  const auto joined = must(opened->table->join({"a", "here"}));
  const table_request late{
      joined.id, {model::node_order::kind::enter, {}}, std::chrono::steady_clock::now()};
  CAF_CHECK(ask<model::node_view>(aut, late).error().code == model::ec::unavailable);
  const auto view = must(
      ask<model::node_view>(aut, table_request{joined.id, {model::node_order::kind::renew, {}}}));
  CAF_CHECK(view.nodes[0].state == model::node_state::joining);
}

CAF_TEST(the simulated table that schedules run on keeps the rules of the one in the database) {
  // A transaction for each step on a disk: few seeds, many steps.
  for (std::uint32_t seed = 1; seed <= 8; ++seed) {
    std::mt19937 random{seed};
    simulated_table simulated;
    simulated_table::time begin{};
    const auto real_begin = now;
    const auto simulated_now = [&] {
      return begin + std::chrono::duration_cast<duration>(now - real_begin);
    };
    // Each life by its number: what the two tables call it.
    struct life {
      model::node_id real;
      model::node_id simulated;
    };
    std::vector<life> lives;
    std::map<model::node_id, std::size_t> real_numbers;
    std::map<model::node_id, std::size_t> simulated_numbers;
    const auto join = [&] {
      const auto name = fmt::format("{}-{}", seed, random() % 4);
      lives.push_back(
          {must(opened->table->join({name, name})).id, simulated.join(name, simulated_now())});
      real_numbers[lives.back().real] = lives.size();
      simulated_numbers[lives.back().simulated] = lives.size();
    };
    join();
    std::uint64_t real_version = 0;
    std::uint64_t simulated_version = 0;
    for (int step = 0; step < 120; ++step) {
      now += std::chrono::milliseconds{random() % 3 == 0 ? random() % 4'000 : random() % 100};
      if (random() % 12 == 0)
        join();
      const auto& from = lives[random() % lives.size()];
      const auto& about = lives[random() % lives.size()];
      const auto kind = static_cast<model::node_order::kind>(random() % 6);
      const auto view =
          must(ask<model::node_view>(aut, table_request{from.real, {kind, about.real}}));
      simulated.carry_out({from.simulated, {kind, about.simulated}}, simulated_now());
      const auto other = simulated.seen_by(from.simulated, simulated_now());
      CAF_REQUIRE_EQUAL(shown(view, real_numbers), shown(other, simulated_numbers));
      CAF_REQUIRE_EQUAL(std::exchange(real_version, view.version) < view.version,
                        std::exchange(simulated_version, other.version) < other.version);
    }
    // Whoever is left over is not of the next seed's cluster.
    for (const auto& one : lives)
      (void)must(ask<model::node_view>(
          aut, table_request{one.real, {model::node_order::kind::declare_dead, one.real}}));
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
