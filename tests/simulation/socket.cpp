#include "tests/simulation/socket.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <utility>

namespace vestnik::simulation {

namespace json = boost::json;

namespace {

/// A request without an answer for so long counts as one that is never answered.
constexpr std::chrono::minutes patience{1};

constexpr std::uint16_t broken = 1006;

socket::answer answer_of(const json::object& reply) {
  using end = socket::answer::end;
  socket::answer out;
  out.status = reply.at("response_status").to_number<std::int64_t>();
  if (out.status < 300) {
    out.how = end::ok;
    out.data = reply.at("data");
    return out;
  }
  const auto& error = reply.at("errors").as_array().at(0).as_object();
  out.code = error.at("code").as_string();
  if (const auto* retry = error.if_contains("retry_ms"))
    out.retry = std::chrono::milliseconds{retry->to_number<std::int64_t>()};
  out.how = out.code == "outcome_unknown" ? end::unknown : end::refused;
  return out;
}

} // namespace

socket::socket(client_name name, std::shared_ptr<line> connection, surroundings& around,
               notes noted)
    : name_{std::move(name)}
    , connection_{std::move(connection)}
    , around_{around}
    , notes_{noted} {}

std::shared_ptr<socket> socket::open(client_name name, std::shared_ptr<line> connection,
                                     surroundings& around, notes noted) {
  const std::shared_ptr<socket> made{
      new socket{std::move(name), std::move(connection), around, noted}};
  made->connection_->listen([weak = std::weak_ptr{made}](const line::arrival& next) {
    if (const auto alive = weak.lock(); alive && alive->is_open_)
      alive->hear(next);
  });
  return made;
}

void socket::request(std::string_view stream, std::string_view action, json::object parameters,
                     on_answer then) {
  if (!is_open_)
    return;
  const auto id = std::to_string(++requests_);
  std::uint64_t attempt = 0;
  if (notes_ == notes::all)
    attempt = around_.record().invoke(name_, action, parameters);
  pending_[id] = {attempt, std::move(then)};
  json::object payload{{"action", action}, {"request_id", id}};
  for (auto& [key, value] : parameters)
    payload.emplace(key, std::move(value));
  connection_->send(json::serialize(json::object{{"stream", stream}, {"payload", payload}}));
  around_.later(patience, [weak = weak_from_this(), id] {
    if (const auto alive = weak.lock())
      alive->give_up(id);
  });
}

void socket::hear(const line::arrival& next) {
  if (next.closed_with != 0)
    return end(next.closed_with);
  const auto frame = json::parse(next.frame);
  const auto& payload = frame.at("payload").as_object();
  if (payload.contains("event")) {
    if (notes_ == notes::all && payload.at("event") == "chat.read")
      around_.record().mark(name_, payload);
    if (notes_ == notes::all && payload.at("event") == "mailbox.state")
      around_.record().mailbox(name_, payload);
    if (payload.contains("seq")) {
      if (notes_ == notes::all)
        around_.record().event(name_, payload);
      on_event(payload);
    }
    return;
  }
  if (const auto found = pending_.extract(std::string{payload.at("request_id").as_string()}))
    answered(found.mapped(), payload);
}

void socket::answered(const pending& request, const json::object& reply) {
  const auto answer = answer_of(reply);
  if (notes_ == notes::all) {
    auto& story = around_.record();
    if (answer.how == answer::end::ok)
      story.ok(request.attempt, answer.data);
    else if (answer.how == answer::end::refused)
      story.fail(request.attempt, answer.status, answer.code);
    else
      story.unknown(request.attempt, "outcome_unknown");
  }
  request.then(answer);
}

void socket::give_up(const std::string& request) {
  const auto found = pending_.extract(request);
  if (!found || !is_open_)
    return;
  if (notes_ == notes::all)
    around_.record().unknown(found.mapped().attempt, "unanswered");
  cut();
}

void socket::cut() {
  if (!is_open_)
    return;
  connection_->cut(around_.chance().below(connection_->sent() + 1));
  end(broken);
}

void socket::end(std::uint16_t code) {
  is_open_ = false;
  for (const auto& [id, request] : std::exchange(pending_, {})) {
    if (notes_ == notes::all)
      around_.record().unknown(request.attempt, "disconnected");
    request.then({});
  }
  if (notes_ == notes::all)
    around_.record().closed(name_, code);
  // It may let go of this socket.
  const auto alive = shared_from_this();
  on_close(code);
}

} // namespace vestnik::simulation
