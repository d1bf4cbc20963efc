#include "consumers/generic/group_consumer.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <string_view>

namespace vestnik::consumers {

group_consumer::group_consumer(connection& at, const options& chosen)
    : at_{at}
    , name_{chosen.group.with(at.facts().captures)}
    , key_{chosen.group.key(at, at.facts().captures)} {}

handler_list<group_consumer> group_consumer::handlers(const options& chosen) {
  if (chosen.receive == receiving::refuse)
    return {};
  return {on("send", &group_consumer::send)};
}

std::vector<event_description> group_consumer::events() {
  return {{"message",
           object_schema(
               {{"event", const_schema("message")}, {"group", text_schema()}, {"data", {}}})}};
}

void group_consumer::connect() {
  joined_ = at_.groups().join(
      key_, [this](std::string_view, const model::json_text& payload) { at_.send(payload); });
}

void group_consumer::send(arg<"data", const boost::json::value*> data) {
  at_.groups().send(key_, group_message(name_, **data));
}

model::json_text group_message(std::string_view group, const boost::json::value& data) {
  return {fmt::format(R"({{"event":"message","group":{},"data":{}}})", model::quoted(group),
                      boost::json::serialize(data))};
}

} // namespace vestnik::consumers
