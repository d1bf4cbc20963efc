// A chat in which people choose a name, write to all, or to one: "@bob how are you?".
#include "consumers/groups/group_name.hpp"
#include "consumers/routing/mount.hpp"
#include "examples/page.hpp"
#include "model/values/json.hpp"

using namespace vestnik;
using namespace vestnik::consumers;

struct chat {
  struct options {
    access_rule permission = anonymous();
  };

  connection& at;
  std::string name = {};
  membership everyone = {};
  membership me = {};

  static handler_list<chat> handlers() {
    return {
        on({{"action", "say"}, {"text", matches{R"(@(?P<to>\w+) (?P<words>.+))"}}}, &chat::whisper,
           {in_new_rooms}),
        on("say", &chat::say, {in_new_rooms}),
        on("name", &chat::choose),
    };
  }

  void whisper(arg<"to"> to, arg<"words"> words) {
    at.groups().send(group_key({"person", *to}), line("whispers", *words));
  }

  void say(arg<"text"> text) { at.groups().send("everyone", line("says", *text)); }

  void choose(arg<"as"> as) {
    const auto tell = [this](std::string_view, const auto& message) { at.send(message); };
    name = *as;
    everyone = at.groups().join("everyone", tell);
    me = at.groups().join(group_key({"person", name}), tell);
  }

  /// Lets nobody speak in an old room.
  static void in_new_rooms(call& current, const next& go) {
    if (current.at.capture("room").starts_with("old-"))
      throw model::error{model::ec::forbidden, "this room is only read"};
    go();
  }

  [[nodiscard]] model::json_text line(std::string_view how, std::string_view words) const {
    if (name.empty())
      throw model::error{model::ec::forbidden, "choose a name first"};
    return {fmt::format(R"({{"from":{},"how":"{}","text":{}}})", model::quoted(name), how,
                        model::quoted(words))};
  }
};

int main() {
  const auto routes = route_table::make({mount<chat>("/chat/{room}")});
  local_layer layer;
  page ada{"ada", *routes, "/chat/lobby", layer};
  page bob{"bob", *routes, "/chat/lobby", layer};
  ada.send(R"({"action":"say","text":"hello?"})");
  ada.send(R"({"action":"name","as":"ada"})");
  bob.send(R"({"action":"name","as":"bob"})");
  ada.send(R"({"action":"say","text":"hello all"})");
  bob.show();
  bob.send(R"({"action":"say","text":"@ada hello you"})");
  ada.show();
}
