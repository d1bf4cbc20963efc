// What CAF's own TLS module does under two-way load between two processes, and with a stranger
// who connects and says nothing. The product does not use it; docs/cluster.md says why.
//
//     bench_caf_tls [SECONDS]

#include "bench/link_board.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/io/middleman.hpp>
#include <caf/openssl/all.hpp>
#include <caf/send.hpp>
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

namespace {

using namespace std::chrono_literals;
using namespace vestnik::bench;

using hello = caf::atom_constant<caf::atom("hello")>;
using begin = caf::atom_constant<caf::atom("begin")>;
using got = caf::atom_constant<caf::atom("got")>;

/// Sends to the other side as long as there is talk, with bounded credit.
caf::behavior talker(caf::event_based_actor* self, link_board* shown, int side) {
  struct talk {
    caf::actor peer;
    std::size_t count = 0;
    std::size_t out = 0;
  };
  const auto state = std::make_shared<talk>();
  const auto say = [=] {
    for (; state->peer && shown->talking && state->out < talk_in_flight; ++state->out)
      self->send(state->peer, std::string(talk_sizes[++state->count % std::size(talk_sizes)], 'x'));
  };
  return {
      [=](hello, const caf::actor& other) { state->peer = other; },
      [=](begin) { say(); },
      [=](const std::string&) {
        ++shown->heard[side];
        return got::value;
      },
      [=](got) {
        --state->out;
        say();
      },
  };
}

struct with_tls : caf::actor_system_config {
  with_tls(const std::string& folder, const std::string& name) {
    load<caf::io::middleman>();
    load<caf::openssl::manager>();
    openssl_cafile = folder + "/ca.pem";
    openssl_certificate = folder + "/" + name + ".pem";
    openssl_key = folder + "/" + name + ".key";
    set("middleman.heartbeat-interval", caf::timespan{500ms});
    set("middleman.connection-timeout", caf::timespan{5s});
    set("scheduler.policy", caf::atom("sharing"));
    set("scheduler.max-threads", 2);
  }
};

/// Tells its talker when talk begins, for ever.
void drive(const caf::actor& first, const link_board& shown) {
  for (int before = 0;; std::this_thread::sleep_for(10ms)) {
    const int now = shown.talking;
    if (std::exchange(before, now) < now)
      caf::anon_send(first, begin::value);
  }
}

void listen_side(const std::string& folder, link_board& shown) {
  with_tls config{folder, "a"};
  caf::actor_system system{config};
  const auto first = system.spawn(talker, &shown, 0);
  shown.port = *caf::openssl::publish(first, 0, "127.0.0.1");
  drive(first, shown);
}

void dial_side(const std::string& folder, link_board& shown) {
  with_tls config{folder, "b"};
  caf::actor_system system{config};
  while (shown.port == 0)
    std::this_thread::sleep_for(10ms);
  const auto other = caf::openssl::remote_actor(system, "127.0.0.1", shown.port);
  if (!other)
    throw std::runtime_error{"no link: " + system.render(other.error())};
  const auto second = system.spawn(talker, &shown, 1);
  caf::anon_send(second, hello::value, *other);
  caf::anon_send(*other, hello::value, second);
  drive(second, shown);
}

} // namespace

int main(int argc, char** argv) {
  try {
    const std::chrono::seconds length{argc > 1 ? std::atoi(argv[1]) : 10};
    auto& shown = make_link_board();
    const auto folder = make_link_certificates();
    const process a{[&] { listen_side(folder, shown); }};
    const process b{[&] { dial_side(folder, shown); }};
    watch_link(shown, a, b, length);
    std::filesystem::remove_all(folder);
    return 0;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "bench_caf_tls: {}\n", problem.what());
    return 1;
  }
}
