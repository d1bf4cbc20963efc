#include "tests/simulation/cluster/cluster_member.hpp"

#include "cluster/membership/member.hpp"
#include "cluster/membership/table_keeper.hpp"
#include "cluster/rooms/directory.hpp"
#include "cluster/rooms/links.hpp"
#include "cluster/rooms/node_broadcast.hpp"

#include <caf/actor_cast.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/send.hpp>

#include <stdexcept>
#include <utility>

namespace vestnik::simulation {

namespace {

/// As cluster_participant has it.
constexpr std::chrono::seconds retire_patience{3};

std::shared_ptr<storage::opened_node_table> opened(std::unique_ptr<storage::database> connection) {
  auto out = std::make_shared<storage::opened_node_table>();
  out->connection = std::move(connection);
  out->table = std::make_unique<storage::node_table>(
      *out->connection, [](storage::database& in) { return in.now(); },
      storage::node_table_settings{});
  return out;
}

storage::node_table::membership join(storage::node_table& table, const std::string& name) {
  auto joined = table.join({name, name + ":1"});
  if (!joined)
    throw std::runtime_error{joined.error().message};
  return std::move(*joined);
}

} // namespace

cluster_member::cluster_member(caf::actor_system& system, std::string name,
                               std::unique_ptr<storage::database> table, node_network& network,
                               std::function<void(cluster::node_status)> on_standing)
    : system_{system}
    , name_{std::move(name)}
    , network_{network}
    , on_standing_{std::move(on_standing)}
    , table_{opened(std::move(table))}
    , asked_at_{std::chrono::steady_clock::now()}
    , joined_{join(*table_->table, name_)} {
  lease_->hold_until(asked_at_ + cluster::membership_timing{}.fence_after);
  cluster::links_settings linking;
  linking.self = joined_.id;
  linking.cluster = joined_.cluster;
  linking.dial = [this](const net::node_target& to, node_network::handler handler) {
    network_.dial(name_, to, std::move(handler));
  };
  links_ = watched(system_.spawn(cluster::links, std::move(linking)));
  keeper_ = watched(system_.spawn(cluster::table_keeper, table_));
  to_all_ = watched(system_.spawn(cluster::node_broadcast, links_));
  network_.listen(name_, [to = links_] { return cluster::make_link_dispatcher(to); });
}

actors::node_place cluster_member::place() {
  actors::node_place out;
  out.id = joined_.id;
  out.name = name_;
  for (const auto& node : joined_.view.nodes)
    if (node.id == joined_.id)
      out.slot = node.slot;
  out.lease = lease_;
  out.broadcast = to_all_;
  out.spread = [this](actors::own_rooms_actor node_rooms) -> actors::directory_actor {
    cluster::directory_settings settings;
    settings.self = joined_.id;
    settings.links = links_;
    settings.reader = [this] { return reader_; };
    settings.on_standing = on_standing_;
    rooms_ = watched(system_.spawn(cluster::directory, std::move(node_rooms), std::move(settings)));
    return rooms_;
  };
  return out;
}

void cluster_member::open(cluster::hearers node, actors::store_reader_actor reader) {
  reader_ = std::move(reader);
  node.directory = rooms_;
  hears_ = watched(system_.spawn(cluster::node_dispatcher, links_, std::move(node)));
  cluster::member_settings settings;
  settings.on_lease = [lease = lease_](cluster::membership::time end) { lease->hold_until(end); };
  part_ = watched(system_.spawn(cluster::member, joined_.id, joined_.view, asked_at_, keeper_,
                                cluster::peers_actor{links_}, cluster::membership_listener{rooms_},
                                std::move(settings)));
  caf::anon_send(links_, cluster::link_dispatchers{caf::actor_cast<caf::strong_actor_ptr>(part_),
                                                   caf::actor_cast<caf::strong_actor_ptr>(hears_)});
}

void cluster_member::retire(std::function<void()> done) {
  // With arguments, since CAF reads those that there are not as well.
  system_.spawn(
      [](caf::event_based_actor* self, const cluster::directory_actor& rooms,
         const std::function<void()>& then) {
        self->request(rooms, retire_patience, cluster::atom::retire::value)
            .then([then](std::monostate) { then(); }, [then](const caf::error&) { then(); });
      },
      rooms_, std::move(done));
}

void cluster_member::depart() { caf::anon_send(part_, cluster::atom::depart::value); }

void cluster_member::end() {
  const auto end = [](const auto& handle) {
    caf::anon_send_exit(handle, caf::exit_reason::user_shutdown);
  };
  end(part_);
  end(hears_);
  end(rooms_);
  end(to_all_);
  end(keeper_);
  end(links_);
}

} // namespace vestnik::simulation
