#pragma once

#include "model/node.hpp"
#include "model/values/time.hpp"
#include "storage/sql/database.hpp"

#include <chrono>
#include <functional>
#include <string>

namespace vestnik::storage {

struct node_table_settings {
  /// After the last order of a node. Longer than the node itself believes in it.
  std::chrono::microseconds lease = std::chrono::seconds{5};
  /// A vote that is older does not count.
  std::chrono::microseconds vote_life = std::chrono::seconds{30};
  /// How long the dead are remembered after their leases. Their ids are not given again
  /// afterwards either, and who is not found is as dead as who is.
  std::chrono::microseconds memory = std::chrono::days{1};
};

/// The table by which the nodes of a cluster agree on who is there; `cluster/membership/membership`
/// is its only user. Whatever changes a state or a vote holds one row's lock until its
/// transaction ends, so changes happen one after the other. Used by one thread. Errors
/// beyond those named are those of `database`.
class node_table {
public:
  /// The time of the database, the same for all nodes.
  using clock = std::function<model::result<model::timestamp>(database&)>;

  node_table(database& in, clock now, const node_table_settings& settings);

  /// What a node says of itself.
  struct newcomer {
    std::string name;
    std::string address;
  };
  struct membership {
    model::node_id id;
    model::node_view view;
    /// Of the cluster, 16 hexadecimal digits: made at the first join for good.
    std::string cluster;
  };

  /// Begins a life of a node. A living one of that name and address is its own earlier
  /// life, since nobody else can listen there, and is dead from now on. Forgets those who
  /// have been dead for long. Errors: `conflict` if the name belongs to a living node elsewhere, or
  /// if all slots are in use.
  model::result<membership> join(const newcomer& node);

  /// Carries the order out if it may be, and shows the table afterwards. An order of who is
  /// dead changes nothing. The lease of a node that buries itself ends at once.
  model::result<model::node_view> carry_out(model::node_id from, const model::node_order& order);

  /// When the lease of a node ends that is not known to have stopped by itself: of a dead
  /// one as well. Errors: `not_found`.
  model::result<model::timestamp> lease_end(model::node_id of);

private:
  model::result<std::string> cluster_id();
  model::result<model::node_view> view_for(model::node_id reader, model::timestamp now);
  model::result<void> change(model::node_id from, const model::node_order& order,
                             model::timestamp now);
  model::result<void> vote(model::node_id voter, model::node_id about, model::timestamp now);

  database& database_;
  clock now_;
  node_table_settings settings_;
};

} // namespace vestnik::storage
