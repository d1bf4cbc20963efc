#include "consumers/generic/object_actions.hpp"

#include "model/values/text.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <utility>

namespace vestnik::consumers {

namespace {

namespace json = boost::json;

model::error invalid(std::string_view field, std::string message) {
  return {model::ec::invalid, std::move(message), std::string{field}};
}

/// A refusal repeats no more than this of a name that the peer made up.
std::string_view shown(std::string_view name) { return model::first_code_points(name, 64); }

/// The payload's fields, with those under `data` beside the others.
model::result<row> flattened(const request& request) {
  row all = request.arguments;
  const auto* data = all.if_contains("data");
  if (!data)
    return all;
  if (!data->is_object())
    return invalid("data", "data must be an object");
  const row inner = data->get_object();
  all.erase("data");
  for (const auto& [key, value] : inner)
    if (!all.emplace(key, value).second)
      return invalid(shown(key), fmt::format("{} is given twice", shown(key)));
  return all;
}

/// The object under `data`.
model::result<row> data_of(const request& request) {
  const auto* data = request.arguments.if_contains("data");
  if (!data || !data->is_object())
    return invalid("data", data ? "data must be an object" : "data is missing");
  return data->get_object();
}

/// Errors: `invalid` for a field that is none of these. An empty `data` is always allowed.
std::optional<model::error> find_other(const request& request,
                                       std::initializer_list<std::string_view> known) {
  for (const auto& [key, value] : request.arguments) {
    const std::string_view name{key.data(), key.size()};
    if (std::ranges::find(known, name) != known.end())
      continue;
    if (name == "data" && value.is_object() && value.get_object().empty())
      continue;
    return invalid(shown(name), fmt::format("there is no field {} here", shown(name)));
  }
  return std::nullopt;
}

/// The `request_id` of an earlier request.
model::result<request_id> id_of(const request& request, std::string_view field) {
  if (const auto* sent = request.arguments.if_contains(field))
    if (auto id = request_id::read(*sent, field))
      return id;
  return invalid(field, fmt::format("{} must be the request_id of an earlier request", field));
}

/// The name under which the request's operation is known when it comes again, of its caller alone;
/// empty: it has none. Errors: `invalid`.
model::result<std::string> operation_of(const request& request, const scope& facts) {
  const auto* sent = request.arguments.if_contains("op");
  if (!sent)
    return std::string{};
  const row fields{{"op", *sent}};
  model::fields all{fields};
  const auto op = all.uuid("op");
  if (const auto problem = all.problem())
    return *problem;
  return fmt::format("{}:{}", facts.identity.user.value, op);
}

void answer(const responder& reply, const model::result<void>& done) {
  if (done)
    reply(model::json_text{"{}"});
  else
    reply(done.error());
}

} // namespace

object_actions::object_actions(connection& at, std::shared_ptr<const object_rules> rules)
    : at_{at}
    , rules_{std::move(rules)}
    , store_{rules_->store.open(*rules_->of, at)}
    , view_{.of = rules_->of,
            .fields = rules_->fields,
            .filter = rules_->filter ? rules_->filter(at.facts()) : row{},
            .visible = [this](const row& object) { return may(object, "list").has_value(); }}
    , sees_{rules_->permission.about() == access_rule::concern::connections
                ? list_source::sight::all
                : list_source::sight::some}
    , live_{*store_, view_, rules_->most_subscriptions,
            [this](const model::json_text& event) { at_.send(event); }}
    , streamed_{at, *store_, view_, rules_->pages.size} {}

model::result<void> object_actions::may(const row& object, std::string_view action) const {
  return rules_->allow(at_.facts(), object, action);
}

void object_actions::list(const request& request, const responder& reply) {
  const auto arguments = flattened(request);
  if (!arguments)
    return reply(arguments.error());
  auto plan = plan_list(rules_->pages, *arguments, *view_.of, view_.filter);
  if (!plan)
    return reply(plan.error());
  run_list(rules_->pages, std::move(*plan), {*store_, view_, sees_}, at_, reply);
}

void object_actions::stream(const request& request, const responder& reply) {
  if (const auto other = find_other(request, {}))
    return reply(*other);
  streamed_.start(request.head.request_id.value_or(""), reply);
}

void object_actions::cancel(const request& request, const responder& reply) {
  if (const auto other = find_other(request, {"request"}))
    return reply(*other);
  const auto started = id_of(request, "request");
  if (!started)
    return reply(started.error());
  answer(reply, streamed_.cancel(*started));
}

void object_actions::find(const request& request, const responder& reply, with_object then) const {
  const auto key = read_key(*view_.of, request.arguments.if_contains("pk"));
  if (!key)
    return reply(key.error());
  store_->find(*key, at_.guarded(reply, [this, reply, key = *key, action = *request.head.action,
                                         then = std::move(then)](model::result<row> found) {
    if (!found)
      return reply(found.error());
    if (!matches_all(*found, view_.filter))
      return reply(no_such_object());
    if (const auto allowed = may(*found, action); !allowed)
      return reply(allowed.error());
    then(key, *found);
  }));
}

void object_actions::write(const request& request, const responder& reply, write_step step,
                           std::function<void(const row& written)> answer, attempt now) const {
  find(request, reply,
       [this, request, reply, step = std::move(step), answer = std::move(answer),
        now](const json::value& key, const row& object) {
         step(key, object,
              at_.guarded(
                  reply, [this, request, reply, step, answer, now](model::result<row> written) {
                    if (written)
                      return answer(*written);
                    // Somebody was faster: what is there now is judged, once more.
                    if (written.error().code == model::ec::conflict && now == attempt::first)
                      return write(request, reply, step, answer, attempt::last);
                    reply(written.error());
                  }));
       });
}

void object_actions::retrieve(const request& request, const responder& reply) {
  if (const auto other = find_other(request, {"pk"}))
    return reply(*other);
  find(request, reply, [this, reply](const json::value&, const row& object) {
    reply(model::json_text{json::serialize(view_.fields->cut(object))});
  });
}

void object_actions::create(const request& request, const responder& reply) {
  const auto data = data_of(request);
  if (const auto other = find_other(request, {"data", "op"}); other || !data)
    return reply(data ? *other : data.error());
  auto op = operation_of(request, at_.facts());
  if (!op)
    return reply(op.error());
  const auto sent = view_.fields->read(*data, completeness::whole);
  if (!sent)
    return reply(sent.error());
  auto object = rules_->complete(at_.facts(), *sent);
  if (!object)
    return reply(object.error());
  if (const auto allowed = may(*object, *request.head.action); !allowed)
    return reply(allowed.error());
  store_->insert_once(std::move(*object), std::move(*op),
                      at_.guarded(reply, [this, reply](model::result<row> stored) {
                        if (!stored)
                          return reply(stored.error());
                        reply(model::json_text{json::serialize(view_.fields->cut(*stored))},
                              success::created);
                      }));
}

void object_actions::change_fields(const request& request, const responder& reply,
                                   completeness rule) const {
  const auto data = data_of(request);
  if (const auto other = find_other(request, {"pk", "data"}); other || !data)
    return reply(data ? *other : data.error());
  auto sent = view_.fields->read(*data, rule);
  if (!sent)
    return reply(sent.error());
  write(
      request, reply,
      [this, reply, sent = std::move(*sent), action = *request.head.action](
          const json::value& key, const row& object, object_store::row_handler done) {
        auto after = object;
        for (const auto& [name, value] : sent)
          after[name] = value;
        if (const auto problem = rules_->judge(after))
          return reply(*problem);
        // Nobody makes of an object what they may not touch.
        if (const auto allowed = may(after, action); !allowed)
          return reply(allowed.error());
        store_->update(key, sent, object, std::move(done));
      },
      [this, reply](const row& stored) {
        reply(model::json_text{json::serialize(view_.fields->cut(stored))});
      });
}

void object_actions::update(const request& request, const responder& reply) {
  change_fields(request, reply, completeness::whole);
}

void object_actions::patch(const request& request, const responder& reply) {
  change_fields(request, reply, completeness::part);
}

void object_actions::remove(const request& request, const responder& reply) {
  if (const auto other = find_other(request, {"pk"}))
    return reply(*other);
  write(
      request, reply,
      [this](const json::value& key, const row& object, object_store::row_handler done) {
        store_->remove(key, object, std::move(done));
      },
      [this, reply](const row& removed) {
        reply(model::json_text{json::serialize(json::object{{"pk", removed.at(view_.of->key)}})},
              success::deleted);
      });
}

model::result<void> object_actions::may_subscribe(const request& request) const {
  return rules_->permission.check(
      {.facts = at_.facts(), .at = stage::subscribe, .action = *request.head.action});
}

void object_actions::subscribe_instance(const request& request, const responder& reply) {
  if (const auto other = find_other(request, {"pk"}))
    return reply(*other);
  const auto key = read_key(*view_.of, request.arguments.if_contains("pk"));
  if (!key)
    return reply(key.error());
  if (const auto allowed = may_subscribe(request); !allowed)
    return reply(allowed.error());
  live_.follow_object(*key, request.head.request_id.value_or(""),
                      [reply](const model::result<void>& done) { answer(reply, done); });
}

void object_actions::unsubscribe_instance(const request& request, const responder& reply) {
  if (const auto other = find_other(request, {"pk"}))
    return reply(*other);
  const auto key = read_key(*view_.of, request.arguments.if_contains("pk"));
  if (!key)
    return reply(key.error());
  answer(reply, live_.forget_object(*key));
}

void object_actions::subscribe(const request& request, const responder& reply) {
  if (const auto other = find_other(request, {"filter"}))
    return reply(*other);
  row wanted;
  if (const auto* filter = request.arguments.if_contains("filter")) {
    if (!filter->is_object())
      return reply(invalid("filter", "filter must be an object of fields and their values"));
    wanted = filter->get_object();
  }
  for (const auto& [key, value] : wanted)
    if (std::ranges::find(view_.fields->names(), std::string_view{key}) ==
        view_.fields->names().end())
      return reply(invalid("filter", fmt::format("there is no field {} here", shown(key))));
  if (const auto allowed = may_subscribe(request); !allowed)
    return reply(allowed.error());
  live_.follow_all(std::move(wanted), request.head.request_id.value_or(""),
                   [reply](const model::result<void>& done) { answer(reply, done); });
}

void object_actions::unsubscribe(const request& request, const responder& reply) {
  if (const auto other = find_other(request, {"subscription"}))
    return reply(*other);
  const auto made_by = id_of(request, "subscription");
  if (!made_by)
    return reply(made_by.error());
  answer(reply, live_.forget(*made_by));
}

} // namespace vestnik::consumers
