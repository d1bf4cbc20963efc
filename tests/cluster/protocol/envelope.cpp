#define CAF_SUITE envelope
#include "cluster/protocol/envelope.hpp"

#include "tests/cluster/caf_cluster_test.hpp"

#include <boost/json/parse.hpp>
#include <boost/mp11/algorithm.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cluster/protocol/envelope.pb.h>
#include <fstream>
#include <random>
#include <sstream>

using namespace vestnik;
using namespace vestnik::cluster;
using namespace std::chrono_literals;

namespace envelope_tests {

const model::room_name chat{model::room_kind::chat, 42};
const model::room_name collection{model::room_kind::collection, 5};

actors::event_ptr an_event(std::uint64_t seq) {
  return std::make_shared<const model::event>(
      model::event{chat, seq, model::event_kind::chat_read,
                   model::timestamp{std::chrono::microseconds{1'700'000'000'123'456}},
                   R"({"text":"Добрый день"})", -7});
}

template <class Body>
model::command a_command(Body body) {
  return {{7}, chat, "0c5b9a52-9bd9-4e3c-8d0e-2f1f0d3c7b11", std::move(body)};
}

/// One of everything that nodes say, with no member left at its initial value; and each command,
/// whose members are for the tests of model/command_json.
std::vector<node_body> everything() {
  actors::room_joined joined{9, "log", 8, actors::room_joined::position::trimmed, "{}", {1, 2}};
  std::vector<node_body> all{
      node_greeting{"cluster", 3, {11}},
      peer_message{peer_message::kind::not_reached, {12}, 13},
      a_command(model::send_message{std::string("line\n\0end", 9)}),
      actors::room_join{{7}, collection, 23, "log", actors::asker::consumer},
      actors::room_join{{7}, collection, std::nullopt, "", actors::asker::client},
      actors::room_follow{chat},
      actors::room_read{chat, 24, 25, 26},
      socket_attach{{7}, {27}, 28},
      actors::room_unfollow{chat},
      actors::room_notice{chat, actors::room_notice::chat_opened{{29}}},
      sockets_end{{7}, {30}},
      room_wake{collection},
      actors::publication{{an_event(1), an_event(2)}},
      owner_lost{collection},
      socket_gone{32},
      group_words{"a", {R"({"b":1})"}},
      actors::usage_report{{{actors::spending::account::sign_in_address, "192.0.2.1", 27}}},
      actors::sign_in_outcome{"alice", "192.0.2.1", actors::sign_in_outcome::how::succeeded},
      model::json_text{R"({"id":"1"})"},
      model::error{model::ec::too_many, "slowly", "text", 1'500ms},
      joined,
      room_followed{31},
      actors::room_page{{an_event(3)}},
      done{},
  };
  boost::mp11::mp_for_each<model::command_body>(
      [&all](const auto& command) { all.push_back(a_command(command)); });
  return all;
}

wire::Envelope parsed(const node_body& body) {
  wire::Envelope envelope;
  CAF_REQUIRE(envelope.ParseFromString(encode({5, body})));
  return envelope;
}

bool is_not_understood(const wire::Envelope& from) {
  const auto read = decode(from.SerializeAsString());
  CAF_REQUIRE(read.has_value());
  CAF_CHECK_EQUAL(read->request, from.request());
  return std::holds_alternative<not_understood>(read->body);
}

/// Of what is said, and of commands which.
using kind_of_body = std::pair<std::size_t, std::size_t>;

kind_of_body kind_of(const node_body& body) {
  const auto* command = std::get_if<model::command>(&body);
  return {body.index(), command ? command->body.index() : 0};
}

std::string to_hex(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes)
    text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return text;
}

std::string from_hex(std::string_view text) {
  std::string bytes;
  for (std::size_t at = 0; at + 1 < text.size(); at += 2) {
    unsigned byte = 0;
    std::from_chars(text.data() + at, text.data() + at + 2, byte, 16);
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

/// What nodes of version 3 have written, each after its name.
std::vector<std::pair<std::string, std::string>> kept_bytes() {
  std::ifstream file{VESTNIK_TEST_ENVELOPES};
  std::vector<std::pair<std::string, std::string>> all;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words{line};
    std::string name;
    std::string bytes;
    if (words >> name >> bytes && name != "#")
      all.emplace_back(name, from_hex(bytes));
  }
  return all;
}

/// Whether each member of `before` stands in `now`, which may have more.
bool has_all_of(const boost::json::value& now, const boost::json::value& before) {
  if (const auto* object = before.if_object())
    return now.is_object() && std::ranges::all_of(*object, [&](const auto& member) {
             const auto* same = now.get_object().if_contains(member.key());
             return same && has_all_of(*same, member.value());
           });
  if (const auto* array = before.if_array())
    return now.is_array() && std::ranges::equal(now.get_array(), *array, has_all_of);
  return now == before;
}

} // namespace envelope_tests

using namespace envelope_tests;

CAF_TEST(what a node of this version has written is read by every later one in full) {
  for (const auto& [name, bytes] : kept_bytes()) {
    CAF_MESSAGE(name);
    const auto read = decode(bytes);
    CAF_REQUIRE(read.has_value());
    CAF_REQUIRE(!std::holds_alternative<not_understood>(read->body));
    wire::Envelope before;
    wire::Envelope now;
    CAF_REQUIRE(before.ParseFromString(bytes));
    CAF_REQUIRE(now.ParseFromString(encode(*read)));
    if (before.has_command()) {
      CAF_CHECK(has_all_of(boost::json::parse(now.command().body()),
                           boost::json::parse(before.command().body())));
      before.mutable_command()->clear_body();
      now.mutable_command()->clear_body();
    }
    // What is not read would be lacking.
    CAF_CHECK_EQUAL(to_hex(now.SerializeAsString()), to_hex(before.SerializeAsString()));
  }
}

CAF_TEST(each kind of message and each command is kept as bytes) {
  std::set<kind_of_body> kept;
  for (const auto& [name, bytes] : kept_bytes())
    if (const auto read = decode(bytes))
      kept.insert(kind_of(read->body));
  // The lines that the file needs.
  std::string missing;
  for (const auto& body : everything())
    if (!kept.contains(kind_of(body)))
      missing += "NAME " + to_hex(encode({5, body, 77})) + '\n';
  CAF_CHECK_EQUAL(missing, "");
}

CAF_TEST(a kind of change that has no word is not taken for another) {
  const model::object_change odd{static_cast<model::object_change::kind>(3), {"1"}, {"{}"}};
  const auto read = decode(encode({5, a_command(model::change_objects{{odd}})}));
  CAF_REQUIRE(read.has_value());
  CAF_CHECK(std::holds_alternative<not_understood>(read->body));
}

CAF_TEST(everything that nodes say is read as it was said) {
  std::set<std::size_t> kinds;
  for (const auto& body : everything()) {
    kinds.insert(body.index());
    const auto bytes = encode({0x1234'5678'9ABCU, body, 77});
    const auto read = decode(bytes);
    CAF_REQUIRE(read.has_value());
    CAF_CHECK_EQUAL(read->request, 0x1234'5678'9ABCU);
    CAF_CHECK_EQUAL(read->answer_to, 77U);
    CAF_CHECK_EQUAL(read->body.index(), body.index());
    // Not one member is lost on the way, or the second encoding would lack it.
    CAF_CHECK((encode(*read) == bytes));
  }
  CAF_CHECK_EQUAL(kinds.size(), std::variant_size_v<node_body> - 1);
}

CAF_TEST(each member arrives in its own place) {
  const auto join = decode(encode({1, actors::room_join{{7}, collection, 23, "log"}}));
  const auto& joined = std::get<actors::room_join>(join->body);
  CAF_CHECK((joined.user.value == 7 && joined.room == collection && joined.seq == 23U));
  CAF_CHECK((joined.log == "log" && joined.by == actors::asker::client));

  const auto page = decode(encode({1, actors::room_page{{an_event(3)}}}));
  CAF_CHECK((*std::get<actors::room_page>(page->body).events.at(0) == *an_event(3)));

  const peer_message peer{peer_message::kind::inquiry, {12}, 13};
  CAF_CHECK((std::get<peer_message>(decode(encode({0, peer}))->body) == peer));

  const model::error error{model::ec::too_many, "slowly", "text", 1'500ms};
  CAF_CHECK((std::get<model::error>(decode(encode({1, error}))->body) == error));

  const auto message =
      decode(encode({1, a_command(model::read_history{.before = 18, .limit = 19})}));
  const auto& command = std::get<model::command>(message->body);
  CAF_CHECK((command.caller.value == 7 && command.target == chat && command.op.size() == 36));
  const auto& history = std::get<model::read_history>(command.body);
  CAF_CHECK((history.before == 18 && history.limit == 19));
}

CAF_TEST(why a room is followed goes with it) {
  using cause = actors::room_follow::cause;
  for (const auto why : {cause::subscribers, cause::owner_lost}) {
    const auto read = decode(encode({5, actors::room_follow{chat, why}}));
    CAF_REQUIRE(read.has_value());
    CAF_CHECK((std::get<actors::room_follow>(read->body).why == why));
  }
}

CAF_TEST(how long a request is waited for goes with it) {
  const auto read = decode(encode({5, actors::room_follow{chat}, 0, 150'000ms}));
  CAF_REQUIRE(read.has_value());
  CAF_CHECK((read->budget == 150'000ms));
  CAF_CHECK((decode(encode({5, actors::room_follow{chat}}))->budget == 0ms));
}

CAF_TEST(an unknown field of a newer version is passed over) {
  const auto follow = encode({5, actors::room_follow{chat}});
  // Field 500 of the envelope: a text.
  const std::string further{"\xA2\x1F\x03new", 6};
  const auto read = decode(follow + further);
  CAF_REQUIRE(read.has_value());
  CAF_CHECK((std::get<actors::room_follow>(read->body).room == chat));
}

CAF_TEST(a field that a newer node adds to a command is passed over) {
  auto command = parsed(a_command(model::read_history{.before = 18, .limit = 19}));
  auto& body = *command.mutable_command()->mutable_body();
  body.insert(body.size() - 1, R"(,"news":[1])");
  const auto read = decode(command.SerializeAsString());
  CAF_REQUIRE(read.has_value());
  const auto& history = std::get<model::read_history>(std::get<model::command>(read->body).body);
  CAF_CHECK((history.before == 18 && history.limit == 19));
}

CAF_TEST(a newer kind of message keeps the number by which it is answered) {
  // Request 5, and field 99: a message that this version does not know.
  const auto read = decode(std::string{"\x08\x05\x9A\x06\x02\x08\x01", 7});
  CAF_REQUIRE(read.has_value());
  CAF_CHECK_EQUAL(read->request, 5U);
  CAF_CHECK(std::holds_alternative<not_understood>(read->body));
}

CAF_TEST(a message that means nothing without its unknown part is not understood) {
  auto room = parsed(actors::room_follow{chat});
  room.mutable_room_follow()->mutable_room()->set_kind(9);
  CAF_CHECK(is_not_understood(room));

  auto no_room = parsed(actors::room_follow{chat});
  no_room.mutable_room_follow()->clear_room();
  CAF_CHECK(is_not_understood(no_room));

  auto command = parsed(a_command(model::typing{}));
  command.mutable_command()->clear_body();
  CAF_CHECK(is_not_understood(command));
  command.mutable_command()->set_body(R"({"action":"chats.burn"})");
  CAF_CHECK(is_not_understood(command));

  auto no_target = parsed(a_command(model::typing{}));
  no_target.mutable_command()->mutable_target()->set_kind(9);
  CAF_CHECK(is_not_understood(no_target));

  auto change = parsed(a_command(model::change_objects{{{}}}));
  change.mutable_command()->set_body(
      R"({"action":"objects.change","changes":[{"kind":"upsert"}]})");
  CAF_CHECK(is_not_understood(change));

  auto mail = parsed(a_command(model::add_mail_account{}));
  mail.mutable_command()->set_body(R"({"action":"mail.add","security":"ssl"})");
  CAF_CHECK(is_not_understood(mail));

  auto peer = parsed(peer_message{});
  peer.mutable_peer()->set_kind(6);
  CAF_CHECK(is_not_understood(peer));
  peer.mutable_peer()->clear_kind();
  CAF_CHECK(is_not_understood(peer));

  auto notice = parsed(actors::room_notice{chat, actors::room_notice::chat_opened{{1}}});
  notice.mutable_room_notice()->clear_noted();
  const auto older = std::get<actors::room_notice>(decode(notice.SerializeAsString())->body);
  CAF_CHECK(std::get<actors::room_notice::chat_opened>(older.news).in_database ==
            actors::room_notice::chat_opened::record::none);
  notice.mutable_room_notice()->clear_news();
  CAF_CHECK(is_not_understood(notice));
}

CAF_TEST(a newer kind of event keeps its place and its number) {
  auto envelope = parsed(actors::publication{{an_event(3)}});
  envelope.mutable_publication()->mutable_events(0)->set_kind(77);
  const auto read = decode(envelope.SerializeAsString());
  const auto& event = *std::get<actors::publication>(read->body).events.at(0);
  CAF_CHECK_EQUAL(event.seq, 3U);
  CAF_CHECK_EQUAL(static_cast<int>(event.kind), 77);
}

CAF_TEST(an unknown error is internal and an unknown position is foreign) {
  auto error = parsed(model::error{model::ec::too_many, "slowly"});
  error.mutable_error()->set_code(200);
  CAF_CHECK((std::get<model::error>(decode(error.SerializeAsString())->body).code ==
             model::ec::internal));
  auto joined = parsed(actors::room_joined{});
  joined.mutable_room_joined()->set_position(3);
  CAF_CHECK((std::get<actors::room_joined>(decode(joined.SerializeAsString())->body).client ==
             actors::room_joined::position::foreign));
}

CAF_TEST(rubbish and what is cut off or damaged give an error or a message) {
  CAF_CHECK_EQUAL(static_cast<int>(decode("no envelope at all").error().code),
                  static_cast<int>(model::ec::malformed));
  std::mt19937 random{20'261'121};
  std::size_t refused = 0;
  std::size_t read = 0;
  for (const auto& body : everything()) {
    const auto whole = encode({5, body});
    for (std::size_t size = 0; size < whole.size(); ++size)
      ++(decode(whole.substr(0, size)) ? read : refused);
    for (int round = 0; round < 300; ++round) {
      auto damaged = whole;
      for (unsigned changes = random() % 4 + 1; changes > 0; --changes)
        damaged[random() % damaged.size()] = static_cast<char>(random());
      const auto outcome = decode(damaged);
      ++(outcome ? read : refused);
      // What was understood can be said again.
      if (outcome)
        CAF_CHECK(decode(encode(*outcome)).has_value());
    }
  }
  CAF_CHECK(refused > 1'000);
  CAF_CHECK(read > 1'000);
}
