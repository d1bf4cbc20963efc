// Stands in for cluster/protocol/envelope.cpp in a node of the next version: it greets as such, and
// whatever it says has more in it than nodes of this version know of.
#include "cluster/protocol/envelope.hpp"

namespace vestnik::cluster {

// Those of this version, by other names.
std::string encode_as_before(const node_envelope& from);
model::result<node_envelope> decode_as_before(std::string_view bytes);

} // namespace vestnik::cluster

#define encode encode_as_before
#define decode decode_as_before
#include "cluster/protocol/envelope.cpp"
#undef encode
#undef decode

namespace vestnik::cluster {

namespace {

/// Field 1000, a text.
constexpr std::string_view news{"\xc2\x3e\x03new", 6};

template <class Message>
void add_news(Message& to) {
  // What is unknown is kept.
  to.MergeFromString(std::string{news});
}

/// The JSON of a command, an object.
void add_news(std::string& to) {
  to.insert(to.size() - 1, R"(,"news":{"of":["the next version"]})");
}

/// To what most is said with, and to all of it on the outside.
void add_all_news(wire::Envelope& to) {
  add_news(to);
  if (to.has_greeting())
    add_news(*to.mutable_greeting());
  if (to.has_peer())
    add_news(*to.mutable_peer());
  if (to.has_command()) {
    add_news(*to.mutable_command());
    add_news(*to.mutable_command()->mutable_body());
  }
  if (to.has_room_join())
    add_news(*to.mutable_room_join());
  if (to.has_room_joined())
    add_news(*to.mutable_room_joined());
  if (to.has_error())
    add_news(*to.mutable_error());
  if (to.has_publication())
    for (auto& event : *to.mutable_publication()->mutable_events())
      add_news(event);
}

} // namespace

std::string encode(const node_envelope& from) {
  wire::Envelope envelope;
  envelope.ParseFromString(encode_as_before(from));
  if (envelope.has_greeting())
    envelope.mutable_greeting()->set_version(protocol_version + 1);
  add_all_news(envelope);
  return envelope.SerializeAsString();
}

model::result<node_envelope> decode(std::string_view bytes) {
  auto read = decode_as_before(bytes);
  // To the rest of the program its own version is still that of its source.
  if (read)
    if (auto* greeting = std::get_if<node_greeting>(&read->body))
      --greeting->version;
  return read;
}

} // namespace vestnik::cluster
