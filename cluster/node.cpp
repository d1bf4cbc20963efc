#include "cluster/node.hpp"

#include "actors/node.hpp"
#include "cluster/protocol/messages.hpp"
#include "cluster/station.hpp"

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
    add_message_types<caf::id_block::vestnik_cluster>();
  }
};

} // namespace

struct node::impl {
  impl(const config::settings& given, storage::opened_storage database, storage::secret_box secrets,
       consumers::route_table routes, api::cookie_policy cookies, net::io_threads& threads,
       std::function<void()> on_buried)
      : settings{given}
      , buried{std::move(on_buried)}
      , caf_settings{settings.actors}
      , system{caf_settings}
      , others{settings.cluster.node.empty()
                   ? nullptr
                   : std::make_unique<station>(system, threads, settings,
                                               [this](standing now) { change_standing(now); })}
      , own{system,
            settings,
            others ? others->place() : actors::node_place{},
            std::move(database),
            std::move(secrets),
            std::move(routes),
            cookies,
            threads} {
    if (others)
      others->open(own);
  }

  void change_standing(standing now) {
    if (now == standing::dead)
      buried();
    // Before it has begun nobody asks it anything.
    if (has_begun && (now == standing::suspended || now == standing::cut_off))
      own.say(api::readiness::suspended);
    if (has_begun && now == standing::cut_off)
      own.send_sockets_away({cut_off_spread, elsewhere});
    if (has_begun && now == standing::serving)
      own.say(api::readiness::ready);
  }

  config::settings settings;
  std::function<void()> buried;
  std::atomic<bool> has_begun = false;
  caf_config caf_settings;
  caf::actor_system system;
  /// None alone.
  std::unique_ptr<station> others;
  actors::node own;
};

node::node(const config::settings& settings, storage::opened_storage database,
           storage::secret_box secrets, consumers::route_table routes, api::cookie_policy cookies,
           net::io_threads& threads, std::function<void()> on_buried)
    : impl_{std::make_unique<impl>(settings, std::move(database), std::move(secrets),
                                   std::move(routes), cookies, threads, std::move(on_buried))} {}

node::~node() = default;

actors::front_door& node::door() noexcept { return impl_->own.door(); }

bool node::may_start_within(std::chrono::milliseconds patience) {
  return !impl_->others || impl_->others->serves_within(patience);
}

void node::start() {
  impl_->own.start();
  impl_->has_begun = true;
}

void node::reload() {
  if (impl_->others)
    impl_->others->reload();
}

void node::stop() {
  auto& own = impl_->own;
  auto& others = impl_->others;
  own.say(api::readiness::stopping);
  if (others) {
    others->retire();
    own.close_sockets({impl_->settings.cluster.drain_spread, elsewhere});
    others->depart();
  } else {
    own.close_sockets({{}, later});
  }
  own.stop();
  if (others)
    others->stop();
}

} // namespace vestnik::cluster
