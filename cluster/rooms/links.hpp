#pragma once

#include "actors/runtime/answer_promise.hpp"
#include "actors/runtime/awaited_answers.hpp"
#include "cluster/protocol/actors.hpp"
#include "net/nodes/node_link.hpp"
#include "net/nodes/node_port.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace vestnik::cluster {

struct links_settings {
  model::node_id self;
  /// Made with the cluster's tables; nodes of another cluster are refused.
  std::string cluster;
  std::uint32_t version = protocol_version;
  /// Opens a link, as `net::node_port::dial` does.
  std::function<void(net::node_target, std::shared_ptr<net::node_link_handler>)> dial;
  /// Between attempts to make a link.
  std::chrono::milliseconds retry{500};
  /// For the other side to make a link again that broke.
  std::chrono::milliseconds patience{500};
  /// Requests that wait for other nodes; further ones are refused.
  std::size_t most_waiting = 50'000;
  /// For a node whose link stands to answer a request that does not say until when it is waited
  /// for: longer than whatever it may wait for there, its database and another's lease included.
  std::chrono::milliseconds patience_by_default{15'000};
};

/// Has one link to each other node. Who joined later dials, so that two nodes do not dial each
/// other; who is dialled takes any node of its cluster and of a neighbouring version, also one
/// that the table has not shown it yet. A link that breaks after it
/// was of use is made again at once; only when that
/// fails does MEMBERSHIP hear that it broke, and attempts go on. It hears nothing of links that
/// this node ends itself (a backlog, a certificate, a newer link): those say nothing of the other
/// node.
///
/// What is too large for a link fails alone: a question and an answer with `too_large`; of the
/// rest, which bounds of its own keep from becoming so, the log has a line.
///
/// A question carries what is left of its deadline: counted anew from where it arrives, since two
/// nodes' clocks have nothing in common, so that the other node need not begin with what has been
/// given up here. The way itself is not counted: a link that is silent for 4 s ends.
struct links_state {
  static inline const char* name = "links";

  explicit links_state(links_actor::pointer me)
      : self{me} {}
  ~links_state();

  /// For people, to whom lives of nodes mean nothing.
  [[nodiscard]] std::string name_of(model::node_id node) const;
  void take(const link_peers& wanted);
  void take(const link_opened& notice);
  void take(const link_frame& frame);
  void take(const link_closed& notice);
  void look_after(model::node_id id);
  void give_up_overdue();
  [[nodiscard]] caf::result<node_answer> ask(const node_request& request);
  /// As far as there is a link; it does not survive what it has no room for.
  void carry(model::node_id to, const node_envelope& envelope);
  [[nodiscard]] net::node_link::sent send(model::node_id to, const node_envelope& envelope);

  struct line {
    std::shared_ptr<net::node_link> out;
    std::string certified;
    /// Who was dialled, or none; who it is, once it has greeted.
    model::node_id dialled{};
    model::node_id node{};
    /// Whether something but a greeting came over it.
    enum class contact : std::uint8_t { none, heard } proven = contact::none;
    /// Who has asked over it last (`node_request::asker`).
    std::uint64_t asker = 0;
  };
  struct peer {
    model::node about;
    /// The number of an attempt under way.
    std::uint64_t dialling = 0;
    /// Why there is no link, as the log has it.
    std::string trouble;
    /// Who has ended the last link.
    enum class ender : std::uint8_t { other, self } ended_by = ender::other;
    /// Whether membership believes in the link.
    enum class trust : std::uint8_t { none, linked } believed = trust::none;
  };
  struct question {
    std::uint64_t link = 0;
    actors::typed_answer_promise<node_answer> promise;
  };

  links_actor::pointer self;
  links_settings settings;
  link_dispatchers dispatchers;
  std::map<model::node_id, peer> peers;
  std::map<std::uint64_t, line> lines;
  /// Over which line each node is reached.
  std::map<model::node_id, std::uint64_t> up;
  actors::awaited_answers<question> questions;

private:
  void dial(model::node_id id);
  void greet(std::uint64_t link, line& over, const node_body& first);
  void hear(const link_frame& frame, const line& over, node_envelope&& envelope);
  void lose(model::node_id id);
  void drop(std::uint64_t link, const std::string& why);
  /// When a link is made anew that has ended: `later` once it could not be had, so that it is lost;
  /// `after_pause` when this node has ended it.
  enum class again : std::uint8_t { at_once, later, after_pause };
  void end(std::map<std::uint64_t, line>::iterator which, const std::string& why, again when);
  [[nodiscard]] bool dials(model::node_id id) const { return id < settings.self; }
  void watch_overdue();
};

/// Turns what a link tells into messages to the actor that has the links.
[[nodiscard]] std::shared_ptr<net::node_link_handler> make_link_dispatcher(links_actor owner);

links_actor::behavior_type links(links_actor::stateful_pointer<links_state> self,
                                 links_settings settings);

} // namespace vestnik::cluster
