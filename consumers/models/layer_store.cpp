#include "consumers/models/layer_store.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <cstddef>
#include <utility>

namespace vestnik::consumers {

namespace {

namespace json = boost::json;

model::json_text text_of(const json::value& value) { return {json::serialize(value)}; }

} // namespace

void layer_store::ask(model::command_body body, reply_handler done) {
  layer_.command({.caller = {}, .target = model::room_of(of_), .op = {}, .body = std::move(body)},
                 std::move(done));
}

watch layer_store::follow(change_handler on_change, ready_handler ready) {
  return layer_.follow_changes(of_, std::move(on_change), std::move(ready));
}

void layer_store::find(const json::value& key, row_handler done) {
  ask(model::find_object{text_of(key)},
      [done = std::move(done)](const model::result<model::json_text>& found) {
        if (!found)
          return done(found.error());
        done(json::parse(found->text).as_object());
      });
}

void layer_store::list(const list_query& wanted, list_handler done) {
  model::list_objects query{
      .equal = text_of(wanted.equal), .offset = wanted.offset, .limit = wanted.limit};
  if (wanted.after)
    query.after = text_of(*wanted.after);
  ask(std::move(query), [done = std::move(done)](const model::result<model::json_text>& found) {
    if (!found)
      return done(found.error());
    const auto page = json::parse(found->text);
    object_list made;
    made.total = page.at("total").to_number<std::size_t>();
    for (const auto& one : page.at("objects").as_array())
      made.objects.push_back(one.as_object());
    done(std::move(made));
  });
}

void layer_store::change_one(model::object_change change, row_handler done) {
  model::change_objects body;
  body.changes.push_back(std::move(change));
  ask(std::move(body), [done = std::move(done)](const model::result<model::json_text>& changed) {
    if (!changed)
      return done(changed.error());
    done(json::parse(changed->text).at("objects").at(0).as_object());
  });
}

void layer_store::insert(row object, row_handler done) {
  change_one({model::object_change::kind::insert, {}, text_of(object)}, std::move(done));
}

void layer_store::update(const json::value& key, row fields, row_handler done) {
  change_one({model::object_change::kind::update, text_of(key), text_of(fields)}, std::move(done));
}

void layer_store::remove(const json::value& key, row_handler done) {
  change_one({model::object_change::kind::remove, text_of(key), {}}, std::move(done));
}

} // namespace vestnik::consumers
