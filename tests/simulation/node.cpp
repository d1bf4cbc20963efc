#include "tests/simulation/node.hpp"

#include "actors/edge/session.hpp"
#include "actors/mail/fetcher.hpp"
#include "actors/mail/former_mailboxes.hpp"
#include "actors/mail/mailbox.hpp"
#include "actors/mail/mime_worker.hpp"
#include "actors/messenger/chat.hpp"
#include "actors/messenger/notice_courier.hpp"
#include "actors/messenger/user.hpp"
#include "actors/rooms/change_hub.hpp"
#include "actors/rooms/fanout.hpp"
#include "actors/rooms/groups.hpp"
#include "actors/rooms/own_rooms.hpp"
#include "actors/rooms/relay.hpp"
#include "actors/settings.hpp"
#include "actors/store/store_committer.hpp"
#include "actors/store/store_writer.hpp"
#include "endpoints/routes.hpp"
#include "storage/drivers/sqlite_database.hpp"
#include "storage/open.hpp"
#include "tests/simulation/faulty_database.hpp"

#include <caf/actor_cast.hpp>
#include <caf/actor_system.hpp>
#include <caf/local_actor.hpp>
#include <caf/send.hpp>

#include <limits>
#include <string>
#include <utility>

namespace vestnik::simulation {

namespace {

constexpr std::size_t readers = 2;

/// The limits of rates know another clock, and say nothing about what is kept.
constexpr model::rate any_rate{1e12, 1e12};

/// The endpoints of the product: only read, so one for all runs.
const consumers::route& endpoint() {
  static const auto table = endpoints::routes(endpoints::test_echo::off, 1'000).value();
  return *table.match("/ws")->target;
}

std::unique_ptr<storage::database> connect(const node_database& to,
                                           storage::sqlite_settings::access mode) {
  auto opened = storage::sqlite_database::open({.file = to.file, .mode = mode});
  return std::make_unique<faulty_database>(std::move(opened).value(), to.faults, to.door);
}

} // namespace

node::node(caf::actor_system& system, const node_database& database, actors::node_place place,
           const node_settings& settings)
    : system_{system}
    , settings_{settings}
    , place_{std::move(place)}
    , ids_{std::make_shared<model::id_generator>(place_.slot)} {
  using access = storage::sqlite_settings::access;
  const auto all = config::settings{};
  committer_ =
      watched(system.spawn(actors::store_committer,
                           std::make_shared<storage::writer>(connect(database, access::read_write),
                                                             storage::retention_of(all.storage)),
                           std::chrono::milliseconds{}));
  data_.writer =
      watched(system.spawn(actors::store_writer, committer_, actors::store_writer_settings{}));
  for (std::size_t i = 0; i < readers; ++i)
    data_.readers.push_back(watched(
        system.spawn(actors::store_reader,
                     std::make_shared<storage::reader>(connect(database, access::read_only)))));
  if (place_.id)
    former_ = watched(system.spawn(actors::former_mailboxes, data_, place_.id));
  own_rooms_ = watched(system.spawn(
      actors::own_rooms, [this](model::room_name room) { return watched(owner_of(room)); },
      actors::own_rooms_settings{settings.room_idle, data_, former_, place_.id}));
  courier_ = watched(system.spawn(actors::notice_courier, data_.readers.front(), own_rooms_,
                                  std::chrono::milliseconds{5000}));
  rooms_ = place_.spread ? place_.spread(own_rooms_) : actors::directory_actor{own_rooms_};
  relay_ = watched(system.spawn(actors::relay, rooms_));
  fanout_ = watched(system.spawn(actors::fanout, relay_, rooms_));
  groups_ = watched(system.spawn(actors::groups, actors::groups_settings{}, place_.broadcast));
  change_hub_ = watched(system.spawn(actors::change_hub, rooms_, fanout_));
}

actors::room_actor node::owner_of(model::room_name room) {
  const auto all = config::settings{};
  auto tail = actors::tail_limits_of(all.actors);
  tail.events = settings_.tail_events;
  const actors::room_settings how{place_.name, tail, place_.id};
  if (room.kind == model::room_kind::chat)
    return system_.spawn(actors::chat, model::chat_id{room.id}, data_, rooms_, ids_, how,
                         actors::chat_limits_of(all.limits));
  if (room.kind == model::room_kind::mailbox)
    return system_.spawn(
        actors::mailbox, model::account_id{room.id}, data_, ids_, secrets(),
        [this](actors::mailbox_actor owner, actors::fetch_order order) {
          return fetcher_of(std::move(owner), std::move(order));
        },
        how, actors::mailbox_settings_of(all.mail));
  return system_.spawn(actors::user, model::user_id{room.id}, data_, rooms_, ids_, nullptr,
                       actors::probe_factory{}, std::make_shared<actors::probe_limits>(), how,
                       actors::user_settings_of(all));
}

actors::fetcher_actor node::fetcher_of(actors::mailbox_actor owner, actors::fetch_order order) {
  if (settings_.of_mailbox == node_settings::fetchers::two)
    (void)spawn_fetcher(owner, order);
  return spawn_fetcher(std::move(owner), std::move(order));
}

actors::fetcher_actor node::spawn_fetcher(actors::mailbox_actor owner, actors::fetch_order order) {
  const auto all = config::settings{};
  auto needs =
      actors::fetcher_settings_of(all.mail, place_.lease, pace_,
                                  std::make_shared<actors::mail_memory>(all.mail.in_flight.value));
  needs.batch.messages = settings_.batch_messages;
  return watched(system_.spawn(actors::fetcher, mail_servers_, std::move(owner), parsers_,
                               std::move(order), std::move(needs)));
}

void node::follow(const std::vector<model::account_id>& mailboxes, net::io_executor& servers) {
  mail_servers_ = &servers;
  parsers_.push_back(watched(system_.spawn(
      actors::mime_worker, actors::mime_limits_of(config::settings{}.mail), &mail::parse_mime)));
  for (const auto account : mailboxes)
    caf::anon_send(own_rooms_, atom::wake::value, model::room_of(account));
}

std::shared_ptr<const storage::secret_box> node::secrets() {
  static const auto box =
      std::make_shared<const storage::secret_box>(std::string(storage::secret_box::key_bytes, 'k'));
  return box;
}

void node::serve(model::user_id user, const std::shared_ptr<line>& connection) {
  const auto login = model::to_string(user);
  auto limits = actors::session_limits_of(config::settings{}.limits);
  limits.messages = any_rate;
  consumers::scope facts{{user, {}, login, login}, "/ws", {}, {}, {}};
  sessions_.push_back(watched(system_.spawn(actors::session, rooms_, fanout_, groups_, change_hub_,
                                            std::move(facts), endpoint().make, limits)));
  connection->attach(sessions_.back());
  caf::anon_send(sessions_.back(), actors::connection_opened{connection, connection});
}

void node::end() {
  // As local_node::stop does it.
  const auto end = [](const auto& handle) {
    caf::anon_send_exit(handle, caf::exit_reason::user_shutdown);
  };
  for (const auto& each : sessions_)
    end(each);
  end(change_hub_);
  end(fanout_);
  end(relay_);
  end(groups_);
  end(courier_);
  end(own_rooms_);
  if (former_)
    end(former_);
  for (const auto& each : parsers_)
    end(each);
  end(data_.writer);
  end(committer_);
  for (const auto& each : data_.readers)
    end(each);
}

cluster::hearers node::hearers() const { return {{}, own_rooms_, relay_, groups_, {}, {}}; }

} // namespace vestnik::simulation
