#include "cluster/server_node.hpp"

#include "actors/local_node.hpp"
#include "cluster/cluster_participant.hpp"
#include "cluster/shown_readiness.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>

#include <atomic>
#include <chrono>
#include <utility>

namespace vestnik::cluster {

namespace {

/// For clients of a node that goes: the others are there already.
constexpr std::chrono::milliseconds elsewhere{100};
/// For clients of a lone one, which may be started again.
constexpr std::chrono::milliseconds later{1'000};

/// All that are connected to a node that is cut off leave it in that time.
constexpr std::chrono::milliseconds cut_off_spread{500};

class caf_config : public caf::actor_system_config {
public:
  explicit caf_config(const config::actors_settings& settings) {
    actors::schedule(*this, settings);
  }
};

} // namespace

struct server_node::impl {
  impl(const config::settings& chosen, storage::opened_storage database,
       storage::secret_box secrets, consumers::route_table routes, api::cookie_policy cookies,
       net::io_threads& threads, actors::on_actor_lost on_broken)
      : settings{chosen}
      , broken{std::move(on_broken)}
      , caf_settings{settings.actors}
      , system{caf_settings}
      , others{settings.cluster.node.empty()
                   ? nullptr
                   : std::make_unique<cluster_participant>(
                         system, threads, settings,
                         [this](node_status now) { change_standing(now); })}
      , local{
            system,  settings, place(), std::move(database), std::move(secrets), std::move(routes),
            cookies, threads} {
    if (others)
      others->open(local);
  }

  actors::node_place place() {
    auto out = others ? others->place() : actors::node_place{};
    out.lost = broken;
    return out;
  }

  void change_standing(node_status now) {
    if (now == node_status::dead)
      broken("the other nodes have declared this one dead");
    readiness.stand(now);
    // Before it has begun nobody is connected to it.
    if (has_begun && now == node_status::cut_off)
      local.send_sockets_away({cut_off_spread, elsewhere});
  }

  config::settings settings;
  actors::on_actor_lost broken;
  std::atomic<bool> has_begun{false};
  caf_config caf_settings;
  caf::actor_system system;
  /// None alone.
  std::unique_ptr<cluster_participant> others;
  actors::local_node local;
  /// Shows nothing before `local` is there.
  shown_readiness readiness{[this](api::readiness now) { local.say(now); }};
};

server_node::server_node(const config::settings& settings, storage::opened_storage database,
                         storage::secret_box secrets, consumers::route_table routes,
                         api::cookie_policy cookies, net::io_threads& threads,
                         actors::on_actor_lost on_broken)
    : impl_{std::make_unique<impl>(settings, std::move(database), std::move(secrets),
                                   std::move(routes), cookies, threads, std::move(on_broken))} {}

void server_node::check(const config::settings& settings) {
  if (!settings.cluster.node.empty())
    cluster_participant::check(settings.cluster);
}

server_node::~server_node() = default;

actors::gateway_port& server_node::port() noexcept { return impl_->local.port(); }

bool server_node::may_start_within(std::chrono::milliseconds patience) {
  return !impl_->others || impl_->others->serves_within(patience);
}

void server_node::start() {
  impl_->local.start();
  impl_->has_begun = true;
  impl_->readiness.begin();
}

void server_node::reload() {
  if (impl_->others)
    impl_->others->reload();
}

void server_node::stop() {
  auto& local = impl_->local;
  auto& others = impl_->others;
  impl_->readiness.stop();
  if (others) {
    others->retire();
    local.close_sockets({impl_->settings.cluster.drain_spread, elsewhere});
    others->depart();
  } else {
    local.close_sockets({{}, later});
  }
  local.stop();
  if (others)
    others->stop();
}

} // namespace vestnik::cluster
