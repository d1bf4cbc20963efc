#include "actors/local_node.hpp"

#include "actors/accounts/hasher.hpp"
#include "actors/accounts/ledger.hpp"
#include "actors/edge/gateway.hpp"
#include "actors/mail/former_mailboxes.hpp"
#include "actors/mail/mail_probe.hpp"
#include "actors/mail/mailbox_waker.hpp"
#include "actors/mail/mime_worker.hpp"
#include "actors/messenger/notice_courier.hpp"
#include "actors/rooms/change_hub.hpp"
#include "actors/rooms/collection.hpp"
#include "actors/rooms/fanout.hpp"
#include "actors/rooms/groups.hpp"
#include "actors/rooms/own_rooms.hpp"
#include "actors/rooms/relay.hpp"
#include "actors/runtime/resident_actor.hpp"
#include "actors/settings.hpp"
#include "actors/store/read_queue.hpp"
#include "actors/store/store_committer.hpp"
#include "actors/store/store_reader.hpp"
#include "actors/store/store_writer.hpp"
#include "model/values/ip_address.hpp"

#include <caf/actor_system_config.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <map>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

namespace vestnik::actors {

namespace {

/// Of one actor, before others have theirs.
constexpr std::size_t messages_per_turn = 200;

/// How often the nodes of a cluster tell each other what was spent.
constexpr std::chrono::seconds ledger_interval{1};

/// What a person is to be told, and was not after this time, is told anew.
constexpr std::chrono::seconds notice_patience{5};

/// What is kept for a time is kept for days.
constexpr std::chrono::hours purge_interval{1};

/// Between two attempts to read which mailboxes there are.
constexpr std::chrono::seconds waker_pause{1};

/// For fetchers and probes to hang up, when the node stops.
constexpr std::chrono::seconds mail_patience{10};

std::size_t or_cores(unsigned configured) {
  return configured != 0 ? configured : std::max(1U, std::thread::hardware_concurrency());
}

} // namespace

void schedule(caf::actor_system_config& system, const config::actors_settings& settings) {
  // Idle, a stealing scheduler costs a hundred times as much.
  system.set("scheduler.policy", caf::atom("sharing"));
  system.set("scheduler.max-threads", or_cores(settings.threads));
  // Without a bound two actors with much to do keep all others waiting.
  system.set("scheduler.max-throughput", messages_per_turn);
}

struct local_node::impl {
  impl(caf::actor_system& all_actors, const config::settings& values, node_place where,
       storage::opened_storage database, storage::secret_box box, consumers::route_table table,
       api::cookie_policy cookies, net::io_threads& io);

  void spawn_store(storage::opened_storage database);
  void spawn_workers();
  void spawn_residents(consumers::route_table table, api::cookie_policy cookies);
  void supervise();
  owner_factory make_owners();
  io_unit& next_unit() { return *units[turn++ % units.size()]; }

  config::settings settings;
  node_place place;
  net::io_threads& threads;
  caf::actor_system& system;
  /// One per io thread; they outlive the actors that live on them.
  std::vector<std::unique_ptr<io_unit>> units;
  std::atomic<std::size_t> turn{0};

  std::shared_ptr<const storage::secret_box> secrets;
  std::shared_ptr<model::id_generator> ids;
  store_committer_actor committer;
  std::vector<store_reader_actor> readers;
  store data;
  std::map<model::room_name, storage::object_table_ptr> collections;
  std::shared_ptr<allowances> user_allowances;
  std::shared_ptr<allowances> address_allowances;
  std::shared_ptr<allowances> sign_in_allowances;
  /// Fetchers and probes.
  attendance on_mail_servers;
  std::vector<mime_worker_actor> parsers;
  std::vector<hasher_actor> hashers;
  /// None alone.
  former_mailboxes_actor former;
  own_rooms_actor own_rooms;
  notice_courier_actor courier;
  mailbox_waker_actor waker;
  /// Finds rooms of all nodes.
  directory_actor rooms;
  relay_actor node_relay;
  groups_actor node_groups;
  accounts_actor node_accounts;
  ledger_actor node_ledger;
  std::vector<fanout_actor> fanouts;
  std::vector<change_hub_actor> change_hubs;
  std::vector<gateway_actor> gateways;
  supervisor_actor node_supervisor;
  gateway_port port;
};

local_node::impl::impl(caf::actor_system& all_actors, const config::settings& values,
                       node_place where, storage::opened_storage database, storage::secret_box box,
                       consumers::route_table table, api::cookie_policy cookies,
                       net::io_threads& io)
    : settings{values}
    , place{std::move(where)}
    , threads{io}
    , system{all_actors}
    , secrets{std::make_shared<const storage::secret_box>(std::move(box))}
    , ids{std::make_shared<model::id_generator>(place.slot)} {
  for (std::size_t i = 0; i < threads.size(); ++i)
    units.push_back(std::make_unique<io_unit>(system, threads.at(i)));
  for (const auto& each : database.collections)
    collections.emplace(model::room_of(each->description()), each);
  spawn_store(std::move(database));
  spawn_workers();
  const auto allow = [](unsigned per_second, unsigned burst) {
    return std::make_shared<allowances>(
        model::rate{static_cast<double>(per_second), static_cast<double>(burst)});
  };
  user_allowances =
      allow(settings.limits.user_messages_per_second, settings.limits.user_message_burst);
  address_allowances =
      allow(settings.limits.address_requests_per_second, settings.limits.address_request_burst);
  const double attempts = settings.accounts.address_attempts_per_minute;
  sign_in_allowances = std::make_shared<allowances>(model::rate{attempts / 60, attempts});
  if (place.broadcast)
    node_ledger = system.spawn(actors::ledger,
                               std::array{user_allowances, address_allowances, sign_in_allowances},
                               place.broadcast, std::chrono::milliseconds{ledger_interval});
  if (place.id)
    former = system.spawn(actors::former_mailboxes, data, place.id);
  own_rooms = system.spawn(actors::own_rooms, make_owners(),
                           own_rooms_settings{std::chrono::duration_cast<std::chrono::milliseconds>(
                                                  settings.actors.room_idle),
                                              data, former, place.id});
  courier = system.spawn(actors::notice_courier, data.readers.front(), own_rooms,
                         std::chrono::milliseconds{notice_patience});
  waker = system.spawn(actors::mailbox_waker, data.readers.front(), own_rooms,
                       std::chrono::milliseconds{waker_pause});
  rooms = place.spread ? place.spread(own_rooms) : directory_actor{own_rooms};
  node_relay = system.spawn(actors::relay, rooms);
  node_groups = system.spawn(actors::groups, groups_settings{}, place.broadcast);
  node_accounts = system.spawn(actors::accounts, data, hashers, place.broadcast, sign_in_allowances,
                               ids, secrets, accounts_settings_of(settings.accounts));
  spawn_residents(std::move(table), cookies);
  supervise();
}

void local_node::impl::supervise() {
  node_supervisor = system.spawn(actors::supervisor, place.lost);
  const auto watched = [this](const auto& actor) { watch(node_supervisor, actor); };
  watched(committer);
  std::ranges::for_each(readers, watched);
  watched(data.writer);
  std::ranges::for_each(data.readers, watched);
  std::ranges::for_each(parsers, watched);
  std::ranges::for_each(hashers, watched);
  if (node_ledger)
    watched(node_ledger);
  if (former)
    watched(former);
  watched(own_rooms);
  watched(courier);
  watched(waker);
  watched(node_relay);
  watched(node_groups);
  watched(node_accounts);
  std::ranges::for_each(fanouts, watched);
  std::ranges::for_each(change_hubs, watched);
  std::ranges::for_each(gateways, watched);
}

void local_node::impl::spawn_store(storage::opened_storage database) {
  committer = system.spawn<caf::detached>(
      store_committer, std::shared_ptr<storage::writer>{std::move(database.writer)},
      std::chrono::milliseconds{purge_interval});
  data.writer = system.spawn(store_writer, committer, store_writer_settings{});
  for (auto& reader : database.readers)
    readers.push_back(system.spawn<caf::detached>(
        store_reader, std::shared_ptr<storage::reader>{std::move(reader)}));
  data.readers = {system.spawn(read_queue, readers, read_queue_settings{})};
}

void local_node::impl::spawn_workers() {
  const auto limits = mime_limits_of(settings.mail);
  for (std::size_t i = 0; i < or_cores(settings.mail.parsers); ++i)
    parsers.push_back(system.spawn<caf::detached>(mime_worker, limits, &mail::parse_mime));
  const auto hash =
      std::make_shared<const storage::password_hash>(password_cost_of(settings.accounts));
  for (std::size_t i = 0; i < or_cores(0); ++i)
    hashers.push_back(system.spawn<caf::detached>(hasher, hash));
}

owner_factory local_node::impl::make_owners() {
  const room_settings room{place.name, tail_limits_of(settings.actors), place.id};
  const auto pace = std::make_shared<connect_pace>();
  const auto probes = [this, pace] {
    auto& unit = next_unit();
    auto needs = probe_settings_of(settings.mail, pace);
    needs.present = on_mail_servers.enter();
    return spawn_resident(unit, mail_probe, &unit.thread(), std::move(needs));
  };
  const auto fetchers = [this, pace,
                         memory = std::make_shared<mail_memory>(settings.mail.in_flight.value)](
                            mailbox_actor owner, fetch_order order) {
    auto& unit = next_unit();
    auto needs = fetcher_settings_of(settings.mail, place.lease, pace, memory);
    needs.present = on_mail_servers.enter();
    return spawn_resident(unit, fetcher, &unit.thread(), std::move(owner), parsers,
                          std::move(order), std::move(needs));
  };
  const auto guesses = std::make_shared<probe_limits>();
  return [this, room, probes, fetchers, guesses](model::room_name name) -> room_actor {
    switch (name.kind) {
    case model::room_kind::chat:
      return system.spawn(chat, model::chat_id{name.id}, data, rooms, ids, room,
                          chat_limits_of(settings.limits));
    case model::room_kind::mailbox:
      return system.spawn(mailbox, model::account_id{name.id}, data, ids, secrets, fetchers, room,
                          mailbox_settings_of(settings.mail));
    case model::room_kind::collection: {
      const auto table = collections.find(name);
      return system.spawn(collection, name, table == collections.end() ? nullptr : table->second,
                          data, ids, room);
    }
    case model::room_kind::user:
      break;
    }
    return system.spawn(user, model::user_id{name.id}, data, rooms, ids, secrets, probes, guesses,
                        room, user_settings_of(settings));
  };
}

void local_node::impl::spawn_residents(consumers::route_table table, api::cookie_policy cookies) {
  const auto routes = std::make_shared<const consumers::route_table>(std::move(table));
  const auto limits = session_limits_of(settings.limits);
  const auto anonymous =
      std::make_shared<anonymous_sockets>(settings.limits.anonymous_sockets_per_address);
  for (auto& unit : units) {
    fanouts.push_back(spawn_resident(*unit, fanout, node_relay, rooms));
    change_hubs.push_back(spawn_resident(*unit, change_hub, rooms, fanouts.back()));
    const session_factory sessions = [this, limits, here = unit.get(), events = fanouts.back(),
                                      changes = change_hubs.back()](
                                         consumers::scope facts, consumers::consumer_factory make) {
      auto of_connection = limits;
      const auto now = allowances::clock::now();
      if (facts.identity.user)
        of_connection.shared.push_back(user_allowances->of(to_string(facts.identity.user), now));
      of_connection.shared.push_back(
          address_allowances->of(model::client_key(facts.remote_address), now));
      return spawn_resident(*here, session, rooms, events, node_groups, changes, std::move(facts),
                            std::move(make), std::move(of_connection));
    };
    gateways.push_back(spawn_resident(*unit, gateway, node_accounts, rooms, routes, sessions,
                                      cookies, address_allowances, anonymous));
  }
  port.open(gateways);
}

local_node::local_node(caf::actor_system& system, const config::settings& settings,
                       node_place place, storage::opened_storage database,
                       storage::secret_box secrets, consumers::route_table routes,
                       api::cookie_policy cookies, net::io_threads& threads)
    : impl_{std::make_unique<impl>(system, settings, std::move(place), std::move(database),
                                   std::move(secrets), std::move(routes), cookies, threads)} {}

local_node::~local_node() = default;

gateway_port& local_node::port() noexcept { return impl_->port; }
relay_actor local_node::relay() const { return impl_->node_relay; }
groups_actor local_node::groups() const { return impl_->node_groups; }
accounts_actor local_node::accounts() const { return impl_->node_accounts; }
own_rooms_actor local_node::own_rooms() const { return impl_->own_rooms; }
ledger_actor local_node::ledger() const { return impl_->node_ledger; }
store_reader_actor local_node::reader() const { return impl_->data.readers.front(); }
supervisor_actor local_node::supervisor() const { return impl_->node_supervisor; }

void local_node::start() {
  // The directory of a cluster knows which of them are this node's.
  if (!impl_->place.spread)
    caf::anon_send(impl_->waker, atom::wake::value);
}

void local_node::say(api::readiness now) {
  for (const auto& gateway : impl_->gateways)
    caf::anon_send(gateway, now);
}

void local_node::send_sockets_away(const sockets_drain& drain) {
  for (const auto& gateway : impl_->gateways)
    caf::anon_send(gateway, drain);
}

void local_node::close_sockets(const sockets_drain& drain) {
  auto& node = *impl_;
  caf::scoped_actor self{node.system};
  const auto patience = node.settings.net.drain_timeout + drain.over;
  // All at once; then each is waited for.
  std::vector<decltype(self->request(node.gateways.front(), patience, drain))> drains;
  for (const auto& gateway : node.gateways)
    drains.push_back(self->request(gateway, patience, drain));
  for (auto& pending : drains)
    pending.receive([](std::monostate) {},
                    [](const caf::error&) { spdlog::warn("some clients did not close in time"); });
}

void local_node::stop() {
  auto& node = *impl_;
  caf::scoped_actor self{node.system};
  const auto end = [&self](const auto& handle) {
    self->send_exit(handle, caf::exit_reason::user_shutdown);
  };
  std::ranges::for_each(node.gateways, end);
  std::ranges::for_each(node.change_hubs, end);
  std::ranges::for_each(node.fanouts, end);
  end(node.node_relay);
  end(node.node_groups);
  end(node.node_accounts);
  if (node.node_ledger)
    end(node.node_ledger);
  end(node.courier);
  end(node.waker);
  end(node.own_rooms);
  if (node.former)
    end(node.former);
  // Their streams live on the io threads, which the caller stops next.
  if (!node.on_mail_servers.wait_until_empty(mail_patience))
    spdlog::warn("some connections to mail servers did not end in time");
  std::ranges::for_each(node.parsers, end);
  std::ranges::for_each(node.hashers, end);
  end(node.data.writer);
  std::ranges::for_each(node.data.readers, end);
  end(node.committer);
  std::ranges::for_each(node.readers, end);
  end(node.node_supervisor);
}

} // namespace vestnik::actors
