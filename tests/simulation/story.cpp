#include "tests/simulation/story.hpp"

#include <boost/json/serialize.hpp>

#include <utility>

namespace vestnik::simulation {

namespace json = boost::json;

namespace {

json::object with(const client_name& client, json::object fields) {
  json::object out{{"device", client.device}, {"user", client.user}, {"socket", client.socket}};
  for (auto& [key, value] : fields)
    out.emplace(key, std::move(value));
  return out;
}

} // namespace

void story::run(json::object properties) { add("run", std::move(properties)); }

std::uint64_t story::invoke(const client_name& client, std::string_view action,
                            const json::object& parameters) {
  add("invoke",
      with(client, {{"attempt", ++attempts_}, {"action", action}, {"parameters", parameters}}));
  return attempts_;
}

void story::ok(std::uint64_t attempt, const json::value& data) {
  add("ok", {{"attempt", attempt}, {"data", data}});
}

void story::fail(std::uint64_t attempt, std::int64_t status, std::string_view code) {
  add("fail", {{"attempt", attempt}, {"status", status}, {"code", code}});
}

void story::unknown(std::uint64_t attempt, std::string_view why) {
  add("unknown", {{"attempt", attempt}, {"why", why}});
}

void story::event(const client_name& client, const json::object& payload) {
  add("event", with(client, {{"room", payload.at("room")},
                             {"seq", payload.at("seq")},
                             {"event", payload.at("event")},
                             {"time", payload.at("at")},
                             {"data", payload.at("data")}}));
}

void story::mark(const client_name& client, const json::object& payload) {
  const auto& data = payload.at("data").as_object();
  add("mark",
      with(client,
           {{"room", payload.at("room")}, {"reader", data.at("user")}, {"seq", data.at("seq")}}));
}

void story::fault(std::string_view kind, json::object details) {
  json::object fields{{"kind", kind}};
  for (auto& [key, value] : details)
    fields.emplace(key, std::move(value));
  add("fault", std::move(fields));
}

void story::closed(const client_name& client, std::uint16_t code) {
  add("closed", with(client, {{"code", code}}));
}

void story::final(std::string_view user, std::string_view kind, json::object fields) {
  json::object out{{"user", user}, {"kind", kind}};
  for (auto& [key, value] : fields)
    out.emplace(key, std::move(value));
  add("final", std::move(out));
}

void story::mail(std::string_view kind, json::object details) {
  json::object fields{{"kind", kind}};
  for (auto& [key, value] : details)
    fields.emplace(key, std::move(value));
  add("mail", std::move(fields));
}

void story::mailbox(const client_name& client, const json::object& payload) {
  add("mailbox", with(client, {{"room", payload.at("room")}, {"state", payload.at("data")}}));
}

void story::stuck(std::string_view text) { add("stuck", {{"text", text}}); }

void story::end() {
  add("end", {});
  to_.flush();
}

void story::add(std::string_view type, json::object fields) {
  json::object entry{{"at", static_cast<double>(now_.count()) / 1'000}, {"type", type}};
  for (auto& [key, value] : fields)
    entry.emplace(key, std::move(value));
  to_ << json::serialize(entry) << '\n';
}

} // namespace vestnik::simulation
