#include "consumers/models/layer_store.hpp"

#include "consumers/core/failure.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <cstddef>
#include <utility>

namespace vestnik::consumers {

namespace {

namespace json = boost::json;

model::json_text text_of(const json::value& value) { return {json::serialize(value)}; }

/// An object as an owner of any version tells it.
row complete(const table_description& of, const json::value& object) {
  auto whole = object.as_object();
  model::complete(of, whole);
  return whole;
}

} // namespace

void layer_store::ask(model::command_body body, std::string op, reply_handler done) {
  layer_.command(
      {.caller = {}, .target = model::room_of(of_), .op = std::move(op), .body = std::move(body)},
      [done = std::move(done)](const model::result<model::json_text>& outcome) {
        // Nothing that is thrown at an answer goes further: the request that is dropped
        // so is answered by its responder.
        try {
          done(outcome);
        } catch (...) {
          log_failure("an answer about objects", "");
        }
      });
}

watch layer_store::follow(change_handler on_change, ready_handler ready) {
  return layer_.follow_changes(of_, std::move(on_change), std::move(ready));
}

void layer_store::find(const json::value& key, row_handler done) {
  ask(model::find_object{text_of(key)}, {},
      [&of = of_, done = std::move(done)](const model::result<model::json_text>& found) {
        if (!found)
          return done(found.error());
        done(complete(of, json::parse(found->text)));
      });
}

void layer_store::list(const list_query& wanted, list_handler done) {
  model::list_objects query{
      .equal = text_of(wanted.equal), .offset = wanted.offset, .limit = wanted.limit};
  if (wanted.after)
    query.after = text_of(*wanted.after);
  ask(std::move(query), {},
      [&of = of_, done = std::move(done)](const model::result<model::json_text>& found) {
        if (!found)
          return done(found.error());
        const auto page = json::parse(found->text);
        object_list made;
        made.is_cut = page.as_object().contains("more");
        made.total = page.at("total").to_number<std::size_t>();
        for (const auto& one : page.at("objects").as_array())
          made.objects.push_back(complete(of, one));
        done(std::move(made));
      });
}

void layer_store::change_one(model::object_change change, std::string op, row_handler done) {
  model::change_objects body;
  body.changes.push_back(std::move(change));
  ask(std::move(body), std::move(op),
      [&of = of_, done = std::move(done)](const model::result<model::json_text>& changed) {
        if (!changed)
          return done(changed.error());
        done(complete(of, json::parse(changed->text).at("objects").at(0)));
      });
}

void layer_store::insert_once(row object, std::string op, row_handler done) {
  change_one({model::object_change::kind::insert, {}, text_of(object)}, std::move(op),
             std::move(done));
}

void layer_store::update(const json::value& key, row fields, row before, row_handler done) {
  change_one({model::object_change::kind::update, text_of(key), text_of(fields), text_of(before)},
             {}, std::move(done));
}

void layer_store::remove(const json::value& key, row before, row_handler done) {
  change_one({model::object_change::kind::remove, text_of(key), {}, text_of(before)}, {},
             std::move(done));
}

} // namespace vestnik::consumers
