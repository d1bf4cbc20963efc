#define CAF_SUITE chat_wire
#include "actors/messenger/chat_wire.hpp"

#include <boost/json/parse.hpp>

#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;

namespace json = boost::json;

namespace chat_wire_tests {

const model::timestamp noon{std::chrono::seconds{1'780'000'000}};

json::value parsed(const char* text) { return json::parse(text); }

CAF_TEST(ids are strings since browsers cannot count that far) {
  CAF_CHECK(json::value(to_wire(storage::person{{9'007'199'254'740'993}, "alice", "Alice"})) ==
            parsed(R"({"id":"9007199254740993","login":"alice","name":"Alice"})"));
}

CAF_TEST(a chat without messages has none) {
  storage::chat_summary chat{{42}, {{2}, "boris", "Boris"}, {}, noon};
  CAF_CHECK(json::value(to_wire(chat)) ==
            parsed(R"({"id":"42","kind":"dialog","peer":{"id":"2","login":"boris","name":"Boris"},
                       "last_message":null,"active_at":"2026-05-28T20:26:40.000Z"})"));
  chat.last_message = {{{7}, 3, {2}, "hi", noon}};
  CAF_CHECK(
      json::value(to_wire(chat)).at("last_message") ==
      parsed(R"({"id":"7","seq":3,"author":"2","text":"hi","at":"2026-05-28T20:26:40.000Z"})"));
}

CAF_TEST(a list shows the beginning of a last message and says that it is not all) {
  storage::chat_summary chat{{42}, {{2}, "boris", "Boris"}, {}, noon};
  std::string text;
  for (std::uint32_t i = 0; i < storage::chat_preview; ++i)
    text += "Ё";
  chat.last_message = {{{7}, 3, {2}, text, noon}};
  CAF_CHECK(!to_wire(chat).at("last_message").get_object().contains("truncated"));
  chat.last_message[0].text += 'x';
  const auto shown = to_wire(chat).at("last_message");
  CAF_CHECK(std::string_view{shown.at("text").as_string()} == text);
  CAF_CHECK(shown.at("truncated").as_bool());
}

} // namespace chat_wire_tests
