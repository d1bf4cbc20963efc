#include "consumers/models/object_source.hpp"

#include "consumers/models/layer_store.hpp"
#include "consumers/models/memory_store.hpp"
#include "tests/consumers/models/note.hpp"
#include "tests/consumers/scripted_layer.hpp"

#include <doctest/doctest.h>

namespace vestnik::consumers::models_object_source_tests {

TEST_SUITE_BEGIN("consumers/models/object_source");

using namespace vestnik;
using namespace vestnik::consumers;

namespace {

struct nobody final : client {
  void send(std::string_view) override {}
  void send_binary(std::string_view) override {}
  void close(std::uint16_t, std::string_view) override {}
  void when_flushed(std::function<void()>) override {}
};

struct fixture {
  scope facts;
  nobody out;
  scripted_layer layer;
  lifetime here;
  connection at{facts, out, layer, here.observe(), ""};
};

} // namespace

TEST_CASE_FIXTURE(fixture, "a store of the mount is the same for all connections") {
  const auto store = std::make_shared<memory_store>(description_of<place>());
  const object_source aut{store};
  CHECK(static_cast<bool>(aut));
  CHECK_FALSE(aut.is_server());
  CHECK(aut.open(description_of<place>(), at) == store);
}

TEST_CASE_FIXTURE(fixture, "the server's objects are reached through each connection's layer") {
  const object_source aut{stored_objects{}};
  CHECK(static_cast<bool>(aut));
  CHECK(aut.is_server());
  const auto one = aut.open(description_of<place>(), at);
  CHECK(dynamic_cast<layer_store*>(one.get()) != nullptr);
  one->find(1, [](const auto&) {});
  CHECK(layer.commands.size() == 1);
}

TEST_CASE("no store is no source") {
  CHECK_FALSE(static_cast<bool>(object_source{}));
  CHECK_FALSE(static_cast<bool>(object_source{std::shared_ptr<memory_store>{}}));
}

TEST_SUITE_END();

} // namespace vestnik::consumers::models_object_source_tests
