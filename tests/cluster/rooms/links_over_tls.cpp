#define CAF_SUITE links_over_tls
#include "cluster/rooms/links.hpp"
#include "net/io/io_threads.hpp"
#include "net/nodes/node_certificates.hpp"
#include "net/nodes/node_port.hpp"
#include "tests/cluster/caf_cluster_test.hpp"

#include <filesystem>

#include <stdlib.h>

using namespace vestnik;
using namespace vestnik::cluster;
using namespace vestnik::cluster::test;

namespace links_over_tls_tests {

/// One node with its own actors, threads and port.
struct node {
  node(const std::string& folder, const std::string& name, std::int64_t id)
      : port{threads,
             net::tls_context::node(folder + "/ca.pem", folder + "/" + name + ".pem",
                                    folder + "/" + name + ".key")
                 .value(),
             {}} {
    threads.start();
    links_settings settings;
    settings.self = {id};
    settings.cluster = "c";
    settings.dial = [this](net::node_target to,
                           std::shared_ptr<net::node_link_handler> dispatcher) {
      port.dial(std::move(to), std::move(dispatcher));
    };
    links = sys.spawn(cluster::links, settings);
    const auto number = port.take("127.0.0.1", 0).value();
    port.accept([to = links] { return make_link_dispatcher(to); });
    about = {{id}, name, 0, "127.0.0.1:" + std::to_string(number), model::node_state::active,
             {},   {}};
    // Answers `room_read` with a page that is as large as it was asked to be.
    echo = sys.spawn(
        [](caf::event_based_actor*, const links_actor& links) -> caf::behavior {
          return {[links](const from_node& said) {
                    const auto& read = std::get<actors::room_read>(said.envelope.body);
                    const model::json_text answer{std::string(read.limit, 'x')};
                    caf::anon_send(links, to_node{said.from, {0, answer, said.envelope.request}});
                  },
                  [](const node_linked&) {
                    // Only what is asked counts.
                  },
                  [](const node_unlinked&) {
                    // As above.
                  }};
        },
        links);
    caf::anon_send(links, link_dispatchers{nullptr, caf::actor_cast<caf::strong_actor_ptr>(echo)});
  }
  ~node() {
    {
      caf::scoped_actor last{sys};
      for (const auto& one : {caf::actor_cast<caf::actor>(links), echo}) {
        last->send_exit(one, caf::exit_reason::user_shutdown);
        last->wait_for(one);
      }
    }
    port.stop_accepting();
    threads.stop();
  }

  caf::actor_system_config config;
  caf::actor_system sys{config};
  net::io_threads threads{1, {}};
  net::node_port port;
  links_actor links;
  caf::actor echo;
  model::node about;
};

struct fixture {
  fixture() {
    auto name = (std::filesystem::temp_directory_path() / "vestnik-links-XXXXXX").string();
    CAF_REQUIRE(::mkdtemp(name.data()) != nullptr);
    folder = name;
  }
  ~fixture() { std::filesystem::remove_all(folder); }

  std::string folder;
};

/// Asks until there is a link; the answer's size.
std::size_t ask(node& from, const node& to, std::uint32_t size) {
  caf::scoped_actor self{from.sys};
  const actors::room_read read{{model::room_kind::chat, 1}, 0, 0, size};
  for (;;) {
    std::optional<std::size_t> got;
    model::ec refused{};
    self->request(from.links, std::chrono::seconds{20}, node_request{to.about.id, read})
        .receive(
            [&](const node_answer& answer) {
              got = std::get<model::json_text>(answer.body).text.size();
            },
            [&](const caf::error& why) { refused = actors::from_caf(why).code; });
    if (got)
      return *got;
    CAF_REQUIRE_EQUAL(static_cast<int>(refused), static_cast<int>(model::ec::unavailable));
    std::this_thread::yield();
  }
}

} // namespace links_over_tls_tests

CAF_TEST_FIXTURE_SCOPE(links_over_tls_tests, links_over_tls_tests::fixture)

CAF_TEST(two nodes ask each other over mutual TLS) {
  using namespace links_over_tls_tests;
  const std::vector<std::string> names{"a", "b"};
  CAF_REQUIRE(net::make_node_certificates(folder, names).has_value());
  node a{folder, "a", 1};
  node b{folder, "b", 2};
  for (auto* one : {&a, &b})
    caf::anon_send(one->links, link_peers{{a.about, b.about}});
  for (const std::uint32_t size : {1U, 100'000U, 5'000'000U}) {
    CAF_CHECK_EQUAL(ask(a, b, size), size);
    CAF_CHECK_EQUAL(ask(b, a, size), size);
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
