#include "bench/allocations.hpp"
#include "consumers/routing/mount.hpp"
#include "consumers/testing/communicator.hpp"
#include "tests/consumers/scripted_layer.hpp"

#include <fmt/format.h>

#include <doctest/doctest.h>

namespace vestnik::consumers::dispatch_allocation_tests {

TEST_SUITE_BEGIN("consumers/dispatch/allocation");

using namespace vestnik;
using namespace vestnik::consumers;

namespace {

/// Fifty handlers with five filters each, all literals; they share four.
struct crowd {
  struct options {
    access_rule permission = signed_in();
  };

  static handler_list<crowd> handlers() {
    handler_list<crowd> all;
    for (int i = 0; i < 50; ++i)
      all.push_back(on({{"kind", "message"},
                        {"version", 2},
                        {"live", true},
                        {"scope", one_of{"room", "dialog"}},
                        {"action", fmt::format("action-number-{}", i)}},
                       &crowd::take, {around}));
    return all;
  }

  static void around(call&, const next& go) { go(); }
  void take(const responder&, arg<"room", std::int64_t> room, arg<"text"> text) {
    rooms += room;
    letters += text->size();
  }

  std::int64_t rooms = 0;
  std::size_t letters = 0;
};

struct silent final : client {
  void send(std::string_view) override {}
  void send_binary(std::string_view) override {}
  void close(std::uint16_t, std::string_view) override {}
  void when_flushed(std::function<void()>) override {}
};

} // namespace

TEST_CASE("the way from a request that was read to its handler allocates nothing") {
  scripted_layer layer;
  silent out;
  const scope facts{.identity = {.user = {1}, .session = {2}, .login = "alice", .name = "Alice"}};
  lifetime here;
  const auto made = consumer_class<crowd>::make({}, {});
  REQUIRE(made.has_value());
  request_consumer<crowd> aut{{facts, out, layer, here.observe()}, *made};
  REQUIRE(aut.connect().has_value());
  const auto request =
      read_request(R"({"kind":"message","version":2,"live":true,"scope":"room",)"
                   R"("action":"action-number-49","room":42,"text":"a text that is too long for )"
                   R"(any small string to hold it without an allocation"})",
                   wire_form::bare);
  const responder reply{request.head, out, here.observe()};
  const auto copy = reply; // so that the request does not count as dropped
  const auto before = bench::allocations();
  aut.receive(request, reply);
  CHECK(bench::allocations() - before == 0);

  // The counter counts.
  const auto text = std::make_unique<std::string>();
  CHECK(bench::allocations() - before == 1);
}

TEST_SUITE_END();

} // namespace vestnik::consumers::dispatch_allocation_tests
