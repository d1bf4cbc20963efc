#pragma once

#include "actors/protocol/room_messages.hpp"
#include "actors/protocol/session_messages.hpp"
#include "cluster/protocol/peer_message.hpp"
#include "model/command.hpp"
#include "model/error.hpp"
#include "model/node.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace vestnik::cluster {

/// What nodes of this version say. Neighbouring versions, one up and one down, work together: what
/// is only added takes the next number. A change that a neighbour would misunderstand skips one, so
/// that whoever speaks the form before is no neighbour. Nodes of 1 said their commands in fields of
/// Protocol Buffers; there was no 2.
inline constexpr std::uint32_t protocol_version = 3;

/// The first that each side says on a link.
struct node_greeting {
  /// Made when the cluster's tables are made; nodes of another one are strangers.
  std::string cluster;
  std::uint32_t version = protocol_version;
  model::node_id node;
};

/// The answer to `room_follow`: the room's newest seq.
struct room_followed {
  std::uint64_t seq = 0;
};

/// A socket of another node; the owner of `user:ID` counts it.
struct socket_attach {
  model::user_id user;
  model::session_id session;
  /// The other node's number for it.
  std::uint64_t socket = 0;
};

struct sockets_end {
  model::user_id user;
  model::session_id session;
};

/// The room's owner was here and goes, or is lost: who follows the room follows the next one.
struct owner_lost {
  model::room_name room;
};

/// By the number of its `socket_attach`.
struct socket_gone {
  std::uint64_t socket = 0;
};

/// Said in a group, for its members on other nodes.
struct group_words {
  std::string group;
  model::json_text payload;
};

/// Loads a room that must not wait for somebody to ask.
struct room_wake {
  model::room_name room;
};

/// The answer to what has no other one.
struct done {};

/// Of a newer version: it, or something in it without which it means nothing, is unknown
/// here. A request is refused with `unknown_action`.
struct not_understood {};

using node_body =
    std::variant<not_understood, node_greeting, peer_message, model::command, actors::room_join,
                 actors::room_follow, actors::room_read, socket_attach, actors::room_unfollow,
                 actors::room_notice, sockets_end, room_wake, actors::publication, owner_lost,
                 socket_gone, group_words, actors::usage_report, actors::sign_in_outcome,
                 // Answers.
                 model::json_text, model::error, actors::room_joined, room_followed,
                 actors::room_page, done>;

/// One thing that a node says to another.
struct node_envelope {
  /// Of a request: the number by which it is answered, given by whoever asks. 0: nobody waits.
  std::uint64_t request = 0;
  node_body body;
  /// Of an answer: the number of its request.
  std::uint64_t answer_to = 0;
  /// Of a request: how long it is still waited for when it is sent. None from nodes that do not
  /// say so.
  std::chrono::milliseconds budget{};
};

/// Bytes of cluster/protocol/envelope.proto. Of `not_understood` only the numbers.
[[nodiscard]] std::string encode(const node_envelope& from);

/// What is unknown of a newer version is passed over. Errors: `malformed` for what is no
/// envelope.
[[nodiscard]] model::result<node_envelope> decode(std::string_view bytes);

} // namespace vestnik::cluster
