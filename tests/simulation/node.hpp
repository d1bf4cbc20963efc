#pragma once

#include "actors/local_node.hpp"
#include "actors/mail/connect_pace.hpp"
#include "actors/messenger/notice_courier.hpp"
#include "actors/protocol/actors.hpp"
#include "actors/store/store_reader.hpp"
#include "cluster/rooms/node_dispatcher.hpp"
#include "model/values/id_generator.hpp"
#include "net/io/io_threads.hpp"
#include "storage/secrets/secret_box.hpp"
#include "tests/simulation/database_faults.hpp"
#include "tests/simulation/line.hpp"

#include <caf/actor_addr.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace vestnik::simulation {

/// What differs from the product's defaults.
struct node_settings {
  /// Zero: rooms stay loaded.
  std::chrono::milliseconds room_idle{};
  /// Of a room's log, in memory.
  std::size_t tail_events = 0;
  /// Mails that are asked for at once.
  std::size_t batch_messages = 50;
  /// Two for one mailbox must be found out.
  enum class fetchers : std::uint8_t { one, two } of_mailbox = fetchers::one;
};

/// The way of a process to its database.
struct node_database {
  std::filesystem::path file;
  /// Outlive the process.
  database_faults& faults;
  std::shared_ptr<const database_faults::door> door;
};

/// The actors of one node that serve rooms, wired as actors/local_node.cpp does it, all on the
/// scheduler of their process. Sign-ins are not there yet.
class node {
public:
  /// @param system outlives the node.
  node(caf::actor_system& system, const node_database& database, actors::node_place place,
       const node_settings& settings);

  /// Follows these mailboxes from now on. @param servers the way to them; outlives the node.
  void follow(const std::vector<model::account_id>& mailboxes, net::io_executor& servers);

  /// Opens the passwords of mailboxes.
  [[nodiscard]] static std::shared_ptr<const storage::secret_box> secrets();

  /// A session for that person, at the server's end of the connection.
  void serve(model::user_id user, const std::shared_ptr<line>& connection);

  /// All actors are told to end; they have when nothing can run any more.
  void end();
  /// All that there ever were; none should outlive `end`.
  [[nodiscard]] const std::vector<caf::actor_addr>& actors() const noexcept { return spawned_; }

  /// Whom other nodes talk to; a directory over all nodes is not among them.
  [[nodiscard]] cluster::hearers hearers() const;
  [[nodiscard]] actors::store_reader_actor reader() const { return data_.readers.front(); }

private:
  actors::room_actor owner_of(model::room_name room);
  actors::fetcher_actor fetcher_of(actors::mailbox_actor owner, actors::fetch_order order);
  actors::fetcher_actor spawn_fetcher(actors::mailbox_actor owner, actors::fetch_order order);
  /// The actor, whose end is watched.
  template <class Handle>
  Handle watched(Handle actor) {
    spawned_.push_back(actor->address());
    return actor;
  }

  caf::actor_system& system_;
  node_settings settings_;
  actors::node_place place_;
  std::shared_ptr<model::id_generator> ids_;
  actors::store_committer_actor committer_;
  std::shared_ptr<actors::connect_pace> pace_ = std::make_shared<actors::connect_pace>();
  net::io_executor* mail_servers_ = nullptr;
  actors::store data_;
  actors::former_mailboxes_actor former_;
  actors::own_rooms_actor own_rooms_;
  /// Finds rooms of all nodes.
  actors::directory_actor rooms_;
  actors::notice_courier_actor courier_;
  actors::relay_actor relay_;
  actors::fanout_actor fanout_;
  actors::groups_actor groups_;
  actors::change_hub_actor change_hub_;
  std::vector<actors::mime_worker_actor> parsers_;
  std::vector<actors::session_actor> sessions_;
  std::vector<caf::actor_addr> spawned_;
};

} // namespace vestnik::simulation
