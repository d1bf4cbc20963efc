#include "cluster/cluster_participant.hpp"

#include "cluster/membership/member.hpp"
#include "cluster/membership/table_keeper.hpp"
#include "cluster/rooms/directory.hpp"
#include "cluster/rooms/links.hpp"
#include "cluster/rooms/node_broadcast.hpp"
#include "cluster/rooms/node_dispatcher.hpp"
#include "model/value_or_throw.hpp"
#include "net/io/tls_context.hpp"
#include "net/nodes/node_port.hpp"
#include "storage/open.hpp"

#include <caf/actor_system.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

namespace vestnik::cluster {

namespace {

/// For the others to take this node in: a former life of theirs may have to be declared dead first.
constexpr std::chrono::seconds join_patience{30};
/// For the table to have it that this node goes, and for the last writes of its rooms.
constexpr std::chrono::seconds retire_patience{3};
constexpr std::chrono::seconds depart_patience{2};

/// `host:port`; an IPv6 address stands in brackets.
std::string address_of(const config::cluster_settings& settings) {
  const bool is_v6 = settings.address.find(':') != std::string::npos;
  return is_v6 ? fmt::format("[{}]:{}", settings.address, settings.port)
               : fmt::format("{}:{}", settings.address, settings.port);
}

net::tls_context certificates(const config::cluster_settings& settings) {
  auto made = model::value_or_throw(
      net::tls_context::node(settings.authority, settings.certificate, settings.private_key));
  // The others would refuse it, and only their logs would say why.
  if (!made.is_for(settings.node))
    throw std::runtime_error{fmt::format("cluster.certificate: {} is not made out to {}",
                                         settings.certificate, settings.node)};
  return made;
}

/// Strangers who come in numbers must not fill the log.
void log_stranger(const std::string& address, const model::error& why) {
  static std::atomic<std::chrono::steady_clock::rep> last = 0;
  const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
  auto before = last.load();
  constexpr auto pause = std::chrono::steady_clock::duration{std::chrono::seconds{1}}.count();
  if (now - before >= pause && last.compare_exchange_strong(before, now))
    spdlog::warn("who came from {} as a node was refused: {}", address, why.message);
}

/// What the own node may do, for those who wait for it. Thread-safe.
class standing_board {
public:
  void show(node_status now) {
    const std::lock_guard lock{mutex_};
    now_ = now;
    changed_.notify_all();
  }
  bool await(node_status which, std::chrono::milliseconds patience) {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, patience, [&] { return now_ == which; });
  }
  void leave() {
    const std::lock_guard lock{mutex_};
    leaves_ = true;
  }
  [[nodiscard]] bool leaves() {
    const std::lock_guard lock{mutex_};
    return leaves_;
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  node_status now_ = node_status::joining;
  bool leaves_ = false;
};

} // namespace

struct cluster_participant::impl {
  impl(caf::actor_system& all, net::io_threads& threads, const config::settings& settings,
       std::function<void(node_status)> tell);

  directory_actor spawn_directory(actors::own_rooms_actor own_rooms);
  void change_standing(node_status now);

  caf::actor_system& system;
  config::cluster_settings cluster;
  std::function<void(node_status)> on_standing;
  net::node_port port;
  /// Before the table: a process that cannot have the address is no node, and must not enter it as
  /// the next life of the one that has.
  std::uint16_t listens_at;
  std::shared_ptr<storage::opened_node_table> table;
  membership::time asked_at;
  storage::node_table::membership joined;
  std::shared_ptr<actors::lease_guard> lease = std::make_shared<actors::lease_guard>();
  std::shared_ptr<standing_board> board = std::make_shared<standing_board>();
  /// Known as soon as there is one; asked for later.
  actors::store_reader_actor reader;

  links_actor all_links;
  node_table_actor keeper;
  actors::node_broadcast_actor to_all;
  directory_actor rooms;
  node_dispatcher_actor hears;
  membership_actor part;
};

cluster_participant::impl::impl(caf::actor_system& all, net::io_threads& threads,
                                const config::settings& settings,
                                std::function<void(node_status)> tell)
    : system{all}
    , cluster{settings.cluster}
    , on_standing{std::move(tell)}
    , port{threads, certificates(cluster), {}}
    , listens_at{port.take(cluster.address, cluster.port).value()}
    , table{std::make_shared<storage::opened_node_table>(
          storage::open_node_table(settings.storage).value())}
    , asked_at{std::chrono::steady_clock::now()}
    , joined{table->table->join({cluster.node, address_of(cluster)}).value()} {
  lease->hold_until(asked_at + membership_timing{}.fence_after);
  links_settings linking;
  linking.self = joined.id;
  linking.cluster = joined.cluster;
  linking.dial = [this](net::node_target to, std::shared_ptr<net::node_link_handler> handler) {
    port.dial(std::move(to), std::move(handler));
  };
  // Threads of their own: whoever has much to do must not keep this node from proving that it
  // lives.
  all_links = system.spawn<caf::detached>(links, std::move(linking));
  keeper = system.spawn<caf::detached>(table_keeper, table);
  to_all = system.spawn(node_broadcast, all_links);
  port.accept([to = all_links] { return make_link_dispatcher(to); }, log_stranger);
}

directory_actor cluster_participant::impl::spawn_directory(actors::own_rooms_actor own_rooms) {
  directory_settings settings;
  settings.self = joined.id;
  settings.links = all_links;
  settings.reader = [this] { return reader; };
  settings.on_standing = [this](node_status now) { change_standing(now); };
  rooms = system.spawn(directory, std::move(own_rooms), std::move(settings));
  return rooms;
}

void cluster_participant::impl::change_standing(node_status now) {
  board->show(now);
  if (now == node_status::suspended)
    spdlog::warn("this node cannot prove its lease: others may take its rooms over");
  if (now == node_status::cut_off)
    spdlog::warn("this node hears neither the database nor a majority of the others");
  if (now == node_status::serving)
    spdlog::info("this node serves");
  if (!board->leaves())
    on_standing(now);
}

cluster_participant::cluster_participant(caf::actor_system& system, net::io_threads& threads,
                                         const config::settings& settings,
                                         std::function<void(node_status)> on_standing)
    : impl_{std::make_unique<impl>(system, threads, settings, std::move(on_standing))} {}

cluster_participant::~cluster_participant() = default;

actors::node_place cluster_participant::place() {
  auto& state = *impl_;
  std::uint16_t slot = 0;
  for (const auto& node : state.joined.view.nodes)
    if (node.id == state.joined.id)
      slot = node.slot;
  return {state.joined.id,
          state.cluster.node,
          slot,
          state.lease,
          state.to_all,
          [&state](actors::own_rooms_actor rooms) -> actors::directory_actor {
            return state.spawn_directory(std::move(rooms));
          }};
}

void cluster_participant::open(const actors::local_node& node) {
  auto& state = *impl_;
  state.reader = node.reader();
  state.hears = state.system.spawn(node_dispatcher, state.all_links,
                                   hearers{state.rooms, node.own_rooms(), node.relay(),
                                           node.groups(), node.accounts(), node.ledger()});
  member_settings settings;
  settings.on_lease = [lease = state.lease](membership::time end) { lease->hold_until(end); };
  state.part = state.system.spawn<caf::detached>(
      member, state.joined.id, state.joined.view, state.asked_at, state.keeper,
      peers_actor{state.all_links}, membership_listener{state.rooms}, std::move(settings));
  const auto watched = [by = node.supervisor()](const auto& actor) { actors::watch(by, actor); };
  watched(state.all_links);
  watched(state.keeper);
  watched(state.to_all);
  watched(state.rooms);
  watched(state.hears);
  watched(state.part);
  caf::anon_send(state.all_links,
                 link_dispatchers{caf::actor_cast<caf::strong_actor_ptr>(state.part),
                                  caf::actor_cast<caf::strong_actor_ptr>(state.hears)});
}

bool cluster_participant::serves_within(std::chrono::milliseconds patience) {
  auto& state = *impl_;
  if (state.board->await(node_status::serving, patience))
    return true;
  if (std::chrono::steady_clock::now() - state.asked_at < join_patience)
    return false;
  throw std::runtime_error{fmt::format(
      "the other nodes did not take this one in within {} s: each of them must reach {}, and be "
      "reached by it (the log tells which links fail)",
      join_patience.count(), address_of(state.cluster))};
}

void cluster_participant::check(const config::cluster_settings& settings) {
  static_cast<void>(certificates(settings));
}

void cluster_participant::reload() { impl_->port.use(certificates(impl_->cluster)); }

void cluster_participant::retire() {
  impl_->board->leave();
  caf::scoped_actor self{impl_->system};
  self->request(impl_->rooms, retire_patience, atom::retire::value)
      .receive([](std::monostate) {},
               [](const caf::error&) {
                 spdlog::warn("the other nodes could not be told in time that this one goes");
               });
}

void cluster_participant::depart() {
  caf::anon_send(impl_->part, atom::depart::value);
  impl_->board->await(node_status::dead, depart_patience);
}

void cluster_participant::stop() {
  auto& state = *impl_;
  state.board->leave();
  state.port.stop_accepting();
  caf::scoped_actor self{state.system};
  const auto end = [&self](const auto& handle) {
    self->send_exit(handle, caf::exit_reason::user_shutdown);
  };
  end(state.part);
  end(state.hears);
  end(state.rooms);
  end(state.to_all);
  end(state.keeper);
  end(state.all_links);
  // They call back into what is about to go; what they have heard before comes first.
  self->wait_for(state.rooms, state.all_links);
}

} // namespace vestnik::cluster
