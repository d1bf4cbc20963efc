#pragma once

#include "actors/rooms/fanout.hpp"
#include "actors/rooms/groups.hpp"
#include "actors/rooms/own_rooms.hpp"
#include "actors/rooms/relay.hpp"
#include "cluster/rooms/directory.hpp"
#include "cluster/rooms/links.hpp"
#include "cluster/rooms/node_broadcast.hpp"
#include "cluster/rooms/node_dispatcher.hpp"
#include "tests/cluster/caf_cluster_test.hpp"
#include "tests/cluster/simulated_cables.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_store.hpp"

namespace vestnik::cluster::test {

using vestnik::test::actor_store;
using vestnik::test::witness;

/// What a node of a cluster has between its sockets and its rooms; membership is the test.
struct linked_node {
  using owner_factory = std::function<actors::room_actor(linked_node&, model::room_name)>;

  linked_node(caf::actor_system& sys, simulated_cables& cables, std::int64_t id,
              const actor_store& db, owner_factory make)
      : about{{id}, "n" + std::to_string(id), 0, {}, model::node_state::active, {}, {}}
      , membership{sys}
      , accounts{sys} {
    about.address = about.name + ":1";
    links_settings linking;
    linking.self = about.id;
    linking.cluster = "c";
    linking.dial = cables.dialler(about.name);
    links = sys.spawn(cluster::links, linking);
    cables.listen(about.name, links);
    broadcast = sys.spawn(cluster::node_broadcast, links);
    own_rooms = sys.spawn(
        actors::own_rooms,
        [this, make](model::room_name room) { return owners[room] = make(*this, room); },
        actors::own_rooms_settings{std::chrono::milliseconds{0}, db.handles, {}});
    directory_settings settings;
    settings.self = about.id;
    settings.links = links;
    settings.reader = [&db] { return db.handles.readers.front(); };
    directory = sys.spawn(cluster::directory, own_rooms, settings);
    relay = sys.spawn(actors::relay, actors::directory_actor{directory});
    fanout = sys.spawn(actors::fanout, relay, actors::directory_actor{directory});
    groups = sys.spawn(actors::groups, actors::groups_settings{}, broadcast);
    dispatcher = sys.spawn(cluster::node_dispatcher, links,
                           hearers{directory, own_rooms, relay, groups,
                                   accounts.template as<actors::accounts_actor>(),
                                   accounts.template as<actors::ledger_actor>()});
    caf::anon_send(links,
                   link_dispatchers{caf::actor_cast<caf::strong_actor_ptr>(membership.handle),
                                    caf::actor_cast<caf::strong_actor_ptr>(dispatcher)});
  }

  model::node about;
  witness<from_peer, link_broken, atom::retire> membership;
  /// The accounts, and the ledger.
  witness<actors::session_end, vestnik::atom::recheck, actors::usage_report> accounts;
  /// The last that were made here.
  std::map<model::room_name, actors::room_actor> owners;
  links_actor links;
  actors::node_broadcast_actor broadcast;
  actors::own_rooms_actor own_rooms;
  directory_actor directory;
  actors::relay_actor relay;
  actors::fanout_actor fanout;
  actors::groups_actor groups;
  node_dispatcher_actor dispatcher;
};

} // namespace vestnik::cluster::test
