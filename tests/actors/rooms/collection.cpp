#define CAF_SUITE collection
#include "actors/rooms/collection.hpp"

#include "consumers/ports/object_store.hpp"
#include "tests/actors/rooms/collection_fixture.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;
using failure = storage::test::failing_database::failure;

CAF_TEST_FIXTURE_SCOPE(collection_tests, actors::collection_tests::fixture)

using namespace vestnik::actors::collection_tests;

CAF_TEST(a change is stored with its entry before it is answered and before anybody hears of it) {
  (void)change({inserted(R"({"name":"a"})")});
  published().clear();
  auto sender = begin(inserted(R"({"name":"b"})"));
  expect((model::command), from(_).to(aut));
  expect((atom::flush), from(aut).to(aut));
  expect((storage::append), from(aut).to(writer));
  CAF_CHECK(!sender.is_answered());
  db.run_commit(sched);
  CAF_CHECK(db.ask(storage::objects_by_key{tables[0], {2}}).objects.at(0) != nullptr);
  CAF_CHECK_EQUAL(db.log_of(room).size(), 2u);
  CAF_CHECK(!sender.is_answered());
  CAF_CHECK(published().empty());
  consume_messages();
  CAF_CHECK(text_of(sender.answer()) == R"({"objects":[{"pk":2,"name":"b"}]})");
  CAF_REQUIRE_EQUAL(published().size(), 1u);
  const auto& event = *published().at(0).events.at(0);
  CAF_CHECK(event.kind == model::event_kind::object_changed);
  CAF_CHECK_EQUAL(event.seq, 2u);
  CAF_CHECK(event.data == R"({"key":2,"before":null,"after":{"pk":2,"name":"b"}})");
}

CAF_TEST(a change is answered before its followers are told) {
  std::vector<std::string> heard;
  const auto both = spawn_fake<caf::actor>(
      sys, [](std::uint64_t) {}, [&heard](const publication&) { heard.push_back("told"); },
      [&heard](const model::json_text&) { heard.push_back("answered"); });
  say(both, aut, room_follow{room});
  consume_messages();
  say(both, aut, to_change({inserted("{}")}));
  consume_messages();
  CAF_CHECK(heard == (std::vector<std::string>{"answered", "told"}));
  for (const auto how : {failure::end::undone, failure::end::kept}) {
    heard.clear();
    *db.commits = {failure{model::ec::outcome_unknown, how}};
    say(both, aut, to_change({inserted("{}")}));
    consume_messages();
    CAF_CHECK(heard == (std::vector<std::string>{"answered", "told"}));
  }
  CAF_CHECK_EQUAL(db.log_of(room).size(), 3u);
  caf::anon_send_exit(both, caf::exit_reason::user_shutdown);
  consume_messages();
}

CAF_TEST(objects are found and listed as their changes have left them) {
  CAF_CHECK(text_of(change({inserted(R"({"name":"a"})"), inserted(R"({"name":"b"})"),
                            inserted(R"({"name":"a"})")})) ==
            R"({"objects":[{"pk":1,"name":"a"},{"pk":2,"name":"b"},{"pk":3,"name":"a"}]})");
  CAF_CHECK(text_of(change({updated("2", R"({"name":"c"})")})) ==
            R"({"objects":[{"pk":2,"name":"c"}]})");
  CAF_CHECK(text_of(change({removed("1")})) == R"({"objects":[{"pk":1,"name":"a"}]})");
  CAF_CHECK(find("2") == R"({"pk":2,"name":"c"})");
  CAF_CHECK(find("1") == "there is no such object");
  CAF_CHECK(find(R"("2")") == "there is no such object");
  CAF_CHECK(list({.limit = 9}) ==
            R"({"objects":[{"pk":2,"name":"c"},{"pk":3,"name":"a"}],"total":0})");
  CAF_CHECK(list({.after = {"2"}, .limit = 9}) == R"({"objects":[{"pk":3,"name":"a"}],"total":0})");
  CAF_CHECK(list({.offset = 1, .limit = 1}) == R"({"objects":[{"pk":3,"name":"a"}],"total":0})");
  CAF_CHECK(list({.equal = {R"({"name":"c"})"}, .limit = 9}) ==
            R"({"objects":[{"pk":2,"name":"c"}],"total":0})");
  CAF_CHECK(list({.equal = {R"({"name":"c"})"}, .limit = 0}) == R"({"objects":[],"total":1})");
  for (const auto* equal : {R"({"name":7})", R"({"nme":"a"})", R"({"name":null})"})
    CAF_CHECK(list({.equal = {equal}, .limit = 9}) == R"({"objects":[],"total":0})");
  CAF_CHECK(log() == R"({"key":1,"before":null,"after":{"pk":1,"name":"a"}}
{"key":2,"before":null,"after":{"pk":2,"name":"b"}}
{"key":3,"before":null,"after":{"pk":3,"name":"a"}}
{"key":2,"before":{"pk":2,"name":"b"},"after":{"pk":2,"name":"c"}}
{"key":1,"before":{"pk":1,"name":"a"},"after":null}
)");
}

CAF_TEST(
    a list ends where its bytes end and says that there is more but has one object in any case) {
  const auto long_text = [](std::size_t bytes) {
    return inserted(R"({"name":")" + std::string(bytes, 'x') + R"("})");
  };
  for (const std::size_t bytes : {100'000, 100'000, 100'000, 200'000})
    (void)change({long_text(bytes)});
  const auto keys = [this](model::list_objects question) {
    const auto page = boost::json::parse(list(std::move(question))).as_object();
    std::string all;
    for (const auto& each : page.at("objects").as_array())
      all += boost::json::serialize(each.at("pk"));
    return all + (page.contains("more") ? " and more" : "");
  };
  CAF_CHECK_EQUAL(keys({.limit = 9}), "12 and more");
  CAF_CHECK_EQUAL(keys({.after = {"2"}, .limit = 9}), "3 and more");
  CAF_CHECK_EQUAL(keys({.after = {"3"}, .limit = 9}), "4");
  CAF_CHECK_EQUAL(keys({.limit = 2}), "12");
}

CAF_TEST(changes of one key that come at once each see what the one before has left) {
  (void)change({inserted(R"({"name":"a"})"), inserted(R"({"name":"x"})")});
  auto first = begin(updated("1", R"({"name":"b"})"));
  auto second = begin(updated("1", R"({"name":"c"})"));
  auto other = begin(updated("2", R"({"name":"y"})"));
  auto gone = begin(removed("1"));
  auto late = begin(updated("1", R"({"name":"d"})"));
  consume_messages();
  CAF_CHECK(text_of(first.answer()) == R"({"objects":[{"pk":1,"name":"b"}]})");
  CAF_CHECK(text_of(second.answer()) == R"({"objects":[{"pk":1,"name":"c"}]})");
  CAF_CHECK(text_of(gone.answer()) == R"({"objects":[{"pk":1,"name":"c"}]})");
  CAF_CHECK(code_of(late.answer()) == model::ec::not_found);
  CAF_CHECK(text_of(other.answer()) == R"({"objects":[{"pk":2,"name":"y"}]})");
  const auto entries = log();
  const auto place_of = [&entries](const char* data) { return entries.find(data); };
  const auto to_b =
      place_of(R"({"key":1,"before":{"pk":1,"name":"a"},"after":{"pk":1,"name":"b"}})");
  const auto to_c =
      place_of(R"({"key":1,"before":{"pk":1,"name":"b"},"after":{"pk":1,"name":"c"}})");
  const auto end = place_of(R"({"key":1,"before":{"pk":1,"name":"c"},"after":null})");
  CAF_CHECK(to_b < to_c);
  CAF_CHECK(to_c < end);
  CAF_CHECK(end != std::string::npos);
}

CAF_TEST(changes of several keys wait for each of them) {
  (void)change({inserted(R"({"name":"a"})"), inserted(R"({"name":"b"})")});
  auto one = begin(updated("1", R"({"name":"a1"})"));
  auto two = begin(updated("2", R"({"name":"b1"})"));
  question<model::json_text> both{
      sys, aut, to_change({removed("2"), updated("1", R"({"name":"a2"})"), removed("1")})};
  auto late = begin(removed("1"));
  consume_messages();
  CAF_CHECK(one.answer().has_value());
  CAF_CHECK(two.answer().has_value());
  CAF_CHECK(text_of(both.answer()) ==
            R"({"objects":[{"pk":2,"name":"b1"},{"pk":1,"name":"a2"},{"pk":1,"name":"a2"}]})");
  CAF_CHECK(code_of(late.answer()) == model::ec::not_found);
  CAF_CHECK(list({.limit = 9}) == R"({"objects":[],"total":0})");
  CAF_CHECK(must(ask<activity>(aut, atom::rest::value)) == activity::busy);
  say(relay.handle, aut, room_unfollow{room});
  CAF_CHECK(must(ask<activity>(aut, atom::rest::value)) == activity::resting);
}

CAF_TEST(changes are made together or not at all) {
  (void)change({inserted(R"({"name":"a"})")});
  published().clear();
  const auto refused =
      change({updated("1", R"({"name":"b"})"), removed("7"), inserted(R"({"name":"c"})")});
  CAF_CHECK(code_of(refused) == model::ec::not_found);
  CAF_CHECK(refused.error().field == "pk");
  const auto invalid = change({removed("1"), updated("1", R"({"nme":"b"})")});
  CAF_CHECK(invalid.error().field == "nme");
  CAF_CHECK(list({.limit = 9}) == R"({"objects":[{"pk":1,"name":"a"}],"total":0})");
  CAF_CHECK_EQUAL(db.log_of(room).size(), 1u);
  CAF_CHECK(published().empty());
  CAF_CHECK(text_of(change({})) == R"({"objects":[]})");
}

CAF_TEST(a write that is rolled back is refused and told to nobody) {
  *db.commits = {failure{model::ec::storage_full}};
  CAF_CHECK(code_of(change({inserted(R"({"name":"a"})")})) == model::ec::storage_full);
  CAF_CHECK(list({.limit = 9}) == R"({"objects":[],"total":0})");
  CAF_CHECK(published().empty());
  CAF_CHECK_EQUAL(db.log_of(room).size(), 0u);
  CAF_CHECK(change({inserted(R"({"name":"a"})")}).has_value());
}

CAF_TEST(a write whose outcome is unknown happens once) {
  (void)change({inserted(R"({"name":"a"})")});
  for (const auto how : {failure::end::kept, failure::end::undone}) {
    *db.commits = {failure{model::ec::outcome_unknown, how}};
    auto first = begin(updated("1", R"({"name":"b"})"));
    auto second = begin(updated("1", R"({"name":"c"})"));
    auto third = begin(inserted(R"({"name":"d"})"));
    consume_messages();
    CAF_CHECK(first.answer().has_value());
    CAF_CHECK(text_of(second.answer()) == R"({"objects":[{"pk":1,"name":"c"}]})");
    CAF_CHECK(third.answer().has_value());
  }
  CAF_CHECK_EQUAL(db.log_of(room).size(), 7u);
  std::vector<std::uint64_t> seqs;
  for (const auto& news : published())
    for (const auto& event : news.events)
      seqs.push_back(event->seq);
  CAF_CHECK(seqs == (std::vector<std::uint64_t>{1, 2, 3, 4, 5, 6, 7}));
}

CAF_TEST(ten thousand objects are ten thousand events in the order of the commit) {
  std::vector<model::object_change> changes;
  for (int i = 1; i <= 10'000; ++i)
    changes.push_back(inserted(fmt::format(R"({{"name":"{}"}})", i)));
  CAF_CHECK(change(std::move(changes)).has_value());
  CAF_REQUIRE_EQUAL(published().size(), 1u);
  const auto& events = published().at(0).events;
  CAF_REQUIRE_EQUAL(events.size(), 10'000u);
  for (std::size_t i = 0; i < events.size(); ++i) {
    CAF_REQUIRE(events[i]->seq == i + 1);
    CAF_REQUIRE(
        events[i]->data ==
        fmt::format(R"({{"key":{0},"before":null,"after":{{"pk":{0},"name":"{0}"}}}})", i + 1));
  }
}

CAF_TEST(whole numbers count from the greatest that was given and are never given twice) {
  (void)change({inserted("{}"), inserted("{}")});
  (void)change({removed("2")});
  CAF_CHECK(text_of(change({inserted("{}")})) == R"({"objects":[{"pk":3,"name":""}]})");
  (void)change({removed("3")});
  end(aut);
  aut = spawn(0);
  auto first = begin(inserted("{}"));
  auto second = begin(inserted("{}"));
  consume_messages();
  CAF_CHECK(text_of(first.answer()) == R"({"objects":[{"pk":4,"name":""}]})");
  CAF_CHECK(text_of(second.answer()) == R"({"objects":[{"pk":5,"name":""}]})");
}

CAF_TEST(a change of what has become something else is refused and nothing is written) {
  (void)change({inserted(R"({"name":"a"})")});
  auto update = updated("1", R"({"name":"b"})");
  auto removal = removed("1");
  update.before = removal.before = {R"({"pk":1,"name":"a"})"};
  auto first = begin(update);
  auto second = begin(update);
  auto third = begin(removal);
  consume_messages();
  CAF_CHECK(first.answer().has_value());
  for (auto* late : {&second, &third})
    CAF_CHECK(late->answer().error() == consumers::changed_meanwhile());
  CAF_CHECK_EQUAL(db.log_of(room).size(), 2u);
  removal.before = {R"({"name":"b","newer":"a field of the next version"})"};
  CAF_CHECK(change({removal}).has_value());
}

CAF_TEST(a key that its field cannot hold is not given) {
  end(aut);
  aut = spawn(3);
  CAF_CHECK(change({inserted("{}"), inserted("{}")}).has_value());
  CAF_CHECK(code_of(change({inserted("{}")})) == model::ec::conflict);
  CAF_CHECK(list({.limit = 9}) == R"({"objects":[{"id":1},{"id":2}],"total":0})");
}

CAF_TEST(ids are given by the generator of the node) {
  end(aut);
  aut = spawn(2);
  const auto made = json_of(change({inserted(R"({"id":"5","text":"x"})")}));
  const std::string id{made.at("objects").at(0).at("id").as_string()};
  CAF_CHECK(std::stoll(id) > 1'000'000);
  CAF_CHECK(boost::json::parse(find('"' + id + '"')).at("text").as_string() == "x");
}

CAF_TEST(a text that is taken is a conflict on the key) {
  end(aut);
  aut = spawn(1);
  CAF_CHECK(change({inserted(R"({"word":"a"})")}).has_value());
  auto again = begin(inserted(R"({"word":"a"})"));
  auto other = begin(inserted(R"({"word":"b","uses":2})"));
  auto race = begin(inserted(R"({"word":"b","uses":3})"));
  consume_messages();
  CAF_CHECK(again.answer().error().field == "word");
  CAF_CHECK(other.answer().has_value());
  CAF_CHECK(code_of(race.answer()) == model::ec::conflict);
  CAF_CHECK(find(R"("b")") == R"({"word":"b","uses":2})");
  CAF_CHECK(change({removed(R"("b")"), inserted(R"({"word":"b"})")}).has_value());
  CAF_CHECK(find(R"("b")") == R"({"word":"b","uses":0})");
}

CAF_TEST(a client is told that there is no such room and a consumer may follow it) {
  (void)change({inserted("{}")});
  CAF_CHECK(code_of(ask<room_joined>(aut, room_join{alice, room, 0, {}})) == model::ec::not_found);
  const auto joined =
      must(ask<room_joined>(aut, room_join{alice, room, std::nullopt, {}, asker::consumer}));
  CAF_CHECK(joined.seq == 1u && joined.from == 1u);
}

CAF_TEST(a collection does not do what others do) {
  CAF_CHECK(code_of(ask<model::json_text>(aut, model::command{alice, room, {}, {}})) ==
            model::ec::unknown_action);
}

CAF_TEST(a model that nobody described tells those who wait) {
  const model::room_name unknown{model::room_kind::collection, 5};
  auto nobody = sys.spawn(collection, unknown, storage::object_table_ptr{}, db.handles, ids,
                          room_settings{"n1", {}});
  question<model::json_text> reader{sys, nobody, to_change({removed("1")})};
  question<room_joined> subscriber{sys, nobody, room_join{alice, unknown, 0, {}, asker::consumer}};
  consume_messages();
  CAF_CHECK(code_of(reader.answer()) == model::ec::not_found);
  CAF_CHECK(code_of(subscriber.answer()) == model::ec::not_found);
  end(nobody);
}

CAF_TEST(an owner whose token is stale stores nothing and tells all who wait and ends) {
  (void)change({inserted(R"({"name":"a"})")});
  db.usurp(room);
  auto first = begin(updated("1", R"({"name":"b"})"));
  auto second = begin(updated("1", R"({"name":"c"})"));
  auto third = begin(inserted("{}"));
  consume_messages();
  for (auto* each : {&first, &second, &third})
    CAF_CHECK(code_of(each->answer()) == model::ec::stale_token);
  CAF_CHECK(has_ended(aut));
  CAF_CHECK_EQUAL(db.log_of(room).size(), 1u);
}

CAF_TEST_FIXTURE_SCOPE_END()
