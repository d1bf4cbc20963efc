#pragma once

#include "actors/messenger/chat.hpp"
#include "actors/messenger/user.hpp"
#include "cluster/rooms/placement.hpp"
#include "tests/cluster/linked_node.hpp"

namespace vestnik::cluster::test {

/// Two nodes on one database, linked by cables; each room belongs to one of them.
struct linked_nodes : cluster_fixture {
  linked_nodes() { show({&one, &two}); }

  ~linked_nodes() {
    for (auto* each : {&one, &two}) {
      each->owners.clear();
      end(each->dispatcher, each->fanout, each->relay, each->groups, each->directory,
          each->own_rooms, each->broadcast, each->links, each->membership.handle,
          each->accounts.handle);
    }
    cables.forget();
    consume_messages();
  }

  /// Both learn to whom rooms belong. @param goes hands its own over.
  void show(const std::vector<linked_node*>& active, const linked_node* goes = nullptr) {
    for (auto* each : {&one, &two}) {
      membership_change news;
      news.status = each == goes ? node_status::leaving : node_status::serving;
      for (const auto* node : active)
        news.active.push_back(node->about);
      news.nodes = {one.about, two.about};
      say(each->membership.handle, each->directory, news);
    }
    consume_messages();
  }

  void pass(std::chrono::milliseconds time) {
    advance_time(time);
    consume_messages();
  }

  /// Long enough for whoever waits to try again.
  void wait() {
    for (int i = 0; i < 20; ++i)
      pass(std::chrono::milliseconds{100});
  }

  [[nodiscard]] bool is_placed_at(const linked_node& node, model::room_name room) const {
    return place(room, std::vector{one.about, two.about}) == node.about.id;
  }

  /// A person whose room belongs to the node while both are there.
  model::user_id person_at(const linked_node& node) {
    model::user_id made{++last_id};
    while (!is_placed_at(node, model::room_of(made)))
      made = {++last_id};
    return db.person(made.value, "p" + std::to_string(made.value));
  }

  struct a_dialog {
    model::room_name room;
    model::user_id alice;
    model::user_id boris;
  };
  /// A dialog, likewise; its log begins with `chat.created`.
  a_dialog dialog_at(const linked_node& node) {
    const auto alice = person_at(one);
    const auto boris = person_at(one);
    model::chat_id made{++last_id};
    while (!is_placed_at(node, model::room_of(made)))
      made = {++last_id};
    db.commit(storage::open_dialog{made, alice, boris, vestnik::test::at(1)});
    return {model::room_of(made), alice, boris};
  }

  static model::command message(const a_dialog& in, const std::string& op) {
    return {in.alice, in.room, op, model::send_message{"text of " + op}};
  }

  simulated_cables cables;
  actor_store db{sys};
  std::shared_ptr<model::id_generator> ids = std::make_shared<model::id_generator>(0);
  /// Real ones, until the test says otherwise.
  linked_node::owner_factory make = [this](linked_node& at, model::room_name room) {
    const actors::room_settings settings{at.about.name, {2, 1000}, {}};
    if (room.kind == model::room_kind::user)
      return caf::actor_cast<actors::room_actor>(sys.spawn(
          actors::user, model::user_id{room.id}, db.handles, actors::directory_actor{at.directory},
          ids, std::shared_ptr<const storage::secret_box>{}, actors::probe_factory{},
          std::make_shared<actors::probe_limits>(), settings, actors::user_settings{1}));
    return sys.spawn(actors::chat, model::chat_id{room.id}, db.handles,
                     actors::directory_actor{at.directory}, ids, settings, actors::chat_limits{});
  };
  std::int64_t last_id = 0;
  linked_node one = node(1);
  linked_node two = node(2);

private:
  linked_node node(std::int64_t id) {
    return {sys, cables, id, db,
            [this](linked_node& at, model::room_name room) { return make(at, room); }};
  }
};

} // namespace vestnik::cluster::test
