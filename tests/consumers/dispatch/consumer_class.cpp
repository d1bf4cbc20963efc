#include "consumers/dispatch/consumer_class.hpp"

#include "consumers/testing/communicator.hpp"
#include "model/values/json.hpp"
#include "tests/consumers/captured_log.hpp"
#include "tests/consumers/scripted_layer.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <doctest/doctest.h>
#include <stdexcept>

namespace vestnik::consumers::dispatch_consumer_class_tests {

TEST_SUITE_BEGIN("consumers/dispatch/consumer_class");

using namespace vestnik;
using namespace vestnik::consumers;

namespace {

/// Notes its name before and after what stands within it.
decorator noting(std::string name) {
  return [name](call& current, const next& go) {
    current.at.send(model::json_text{model::quoted('<' + name)});
    go();
    current.at.send(model::json_text{model::quoted(name + '>')});
  };
}

struct no_such_seat : std::runtime_error {
  using runtime_error::runtime_error;
};

/// Makes something of its options, and notes how often.
struct thrifty {
  struct options {
    int* times = nullptr;
    access_rule permission = anonymous();
  };

  static std::shared_ptr<const int> prepare(const options& chosen) {
    return std::make_shared<const int>(++*chosen.times);
  }

  connection& at;
  std::shared_ptr<const int> shared;

  static handler_list<thrifty> handlers() { return {on("which", &thrifty::which)}; }
  int which() { return *shared; }
};

/// Has a handler for each thing that a handler may ask for or do.
class theatre {
public:
  struct options {
    std::string verb = "book";
    int seats = 10;
    access_rule permission = anonymous();

    [[nodiscard]] std::optional<model::error> problem() const {
      if (seats < 1)
        return model::error{model::ec::invalid, "there must be at least one seat", "seats"};
      return std::nullopt;
    }
  };

  theatre(connection&, const options& chosen)
      : seats_{chosen.seats} {}

  static handler_list<theatre> handlers(const options& chosen) {
    return {
        on({{"action", chosen.verb}, {"seat", matches{R"((?P<row>[a-z])(?P<seat>\d+))"}}},
           &theatre::book),
        on({{"action", chosen.verb}}, &theatre::refuse),
        on("scope", &theatre::place, {noting("inner"), noting("innermost")}),
        on("sum", &theatre::sum),
        on("keep", &theatre::keep),
        on("own", &theatre::first_act),
        on("throw", &theatre::fail),
        on("secret", &theatre::secret, {guard}),
    };
  }

  static std::vector<decorator> decorators() { return {noting("outer"), noting("middle")}; }

  std::optional<model::error> on_error(const std::exception& thrown) {
    if (dynamic_cast<const no_such_seat*>(&thrown))
      return model::error{model::ec::conflict, thrown.what(), "seat"};
    return std::nullopt;
  }

private:
  std::string book(arg<"seat", int> seat, arg<"row"> row) {
    if (seat > seats_)
      throw no_such_seat{"there is no seat " + std::to_string(seat)};
    return "row " + std::string{*row} + ", seat " + std::to_string(seat);
  }
  model::result<int> refuse(const request&) {
    return model::error{model::ec::invalid, "a seat is a letter and a number", "seat"};
  }
  std::string place(arg<"hall", std::int64_t> hall, connection& here) {
    return std::to_string(hall) + ' ' + here.facts().path;
  }
  std::int64_t sum(arg<"x", std::int8_t> x, arg<"y", std::optional<std::int8_t>> y) {
    return *x + y->value_or(std::int8_t{100});
  }
  void keep() const {}
  void first_act(const responder& reply) { reply(model::json_text{R"({"own":true})"}); }
  void fail() { throw std::runtime_error{"as asked"}; }
  void secret() {}

  static void guard(call& current, const next&) {
    current.reply(model::error{model::ec::forbidden, "not for " + current.at.facts().path});
  }

  int seats_;
};

struct fixture {
  /// All that is sent for a request, in short: events as they are, the reply as status and
  /// data or message.
  std::vector<std::string> say(const std::string& payload) {
    aut.send(payload);
    std::vector<std::string> said;
    while (const auto text = aut.receive()) {
      const auto value = model::parse_json(*text).value();
      if (value.is_string()) {
        said.emplace_back(value.as_string());
        continue;
      }
      const auto& errors = value.at("errors").as_array();
      said.push_back(std::to_string(value.at("response_status").as_int64()) + ' ' +
                     (errors.empty() ? boost::json::serialize(value.at("data"))
                                     : std::string{errors.at(0).at("message").as_string()}));
    }
    return said;
  }

  /// The reply alone.
  std::string reply(const std::string& payload) {
    for (const auto& text : say(payload))
      if (text.front() >= '0' && text.front() <= '9')
        return text;
    return "nothing";
  }

  scripted_layer layer;
  route_table routes =
      route_table::make({mount<theatre>("/theatre/{hall:int}"),
                         mount<theatre>("/cinema/{hall:int}", {.verb = "reserve", .seats = 5})})
          .value();
  communicator aut{routes, "/theatre/3", {}, layer};
  fixture() { aut.connect(); }
};

/// Why a mount of `C` is refused.
template <class C>
std::string refusal(options_of<C> chosen = {}, std::string path = "/x/{name}") {
  const auto made = route_table::make({mount<C>(std::move(path), std::move(chosen))});
  REQUIRE_FALSE(made.has_value());
  return made.error().message;
}

} // namespace

TEST_CASE_FIXTURE(fixture, "named groups are typed arguments, whatever their order") {
  CHECK(reply(R"({"action":"book","seat":"c7"})") == R"(200 "row c, seat 7")");
  CHECK(reply(R"({"action":"book","seat":"77"})") == "422 a seat is a letter and a number");
  CHECK(reply(R"({"action":"book","seat":"c99999999999"})") ==
        "422 seat must be a whole number from -2147483648 to 2147483647");
}

TEST_CASE_FIXTURE(fixture, "filters may come from the mount's options, and mounts do not mix") {
  communicator cinema{routes, "/cinema/1", {}, layer};
  cinema.connect();
  CHECK(reply(R"({"action":"reserve","seat":"a1"})").starts_with("405 there is no action reserve"));
  CHECK(reply(R"({"action":"book","seat":"a9"})") == R"(200 "row a, seat 9")");
  cinema.send(R"({"action":"reserve","seat":"a9"})");
  CHECK(cinema.receive() == R"("<outer")");
}

TEST_CASE_FIXTURE(fixture,
                  "decorators of the class stand around the handler's, the first outmost") {
  CHECK(say(R"({"action":"scope"})") ==
        std::vector<std::string>{"<outer", "<middle", "<inner", "<innermost",
                                 R"(200 "3 /theatre/3")", "innermost>", "inner>", "middle>",
                                 "outer>"});
}

TEST_CASE_FIXTURE(fixture, "a decorator sees the scope, and may answer instead of the handler") {
  CHECK(reply(R"({"action":"secret"})") == "403 not for /theatre/3");
}

TEST_CASE_FIXTURE(fixture, "fields of the payload are typed arguments too") {
  CHECK(reply(R"({"action":"sum","x":1,"y":2})") == "200 3");
  CHECK(reply(R"({"action":"sum","x":1})") == "200 101");
  CHECK(reply(R"({"action":"sum","y":1})") == "422 x is missing");
  CHECK(reply(R"({"action":"sum","x":"1"})") == "422 x must be a whole number from -128 to 127");
  CHECK(reply(R"({"action":"sum","x":128})") == "422 x must be a whole number from -128 to 127");
  CHECK(reply(R"({"action":"sum","x":1,"z":2})") == "422 there is no field z here");
}

TEST_CASE_FIXTURE(fixture, "a handler that returns nothing is answered with an empty object") {
  CHECK(reply(R"({"action":"keep"})") == "200 {}");
  CHECK(reply(R"({"action":"own"})") == R"(200 {"own":true})");
}

TEST_CASE_FIXTURE(fixture, "the class gives its exceptions codes; others are logged as internal") {
  const captured_log log;
  CHECK(reply(R"({"action":"book","seat":"a11"})") == "409 there is no seat 11");
  CHECK(log.text().empty());
  CHECK(reply(R"({"action":"throw","request_id":"r7"})").starts_with("500 "));
  CHECK(log.has("as asked"));
  CHECK(log.has("r7"));
  CHECK(reply(R"({"action":"keep"})") == "200 {}");
}

TEST_CASE_FIXTURE(fixture, "every frame is answered, whatever it holds") {
  CHECK(reply(R"({"action":"fly"})").starts_with("405 there is no action fly"));
  CHECK(reply("{}") == "400 action is missing");
  CHECK(reply("[]") == "400 a frame is a JSON object");
  CHECK(reply("{").starts_with("400 "));
  aut.send_binary("x");
  CHECK(aut.receive()->find("frames are text, not binary") != std::string::npos);
}

TEST_CASE("a wrong option is refused by class, route and option") {
  CHECK(refusal<theatre>({.seats = 0}, "/t/{hall:int}")
            .ends_with("theatre): option seats: there must be at least one seat"));
  CHECK(refusal<theatre>({.seats = 0}, "/t/{hall:int}").starts_with("route /t/{hall:int} ("));
}

TEST_CASE("an option that makes two handlers collide is refused by class, route and handler") {
  CHECK(refusal<theatre>({.verb = "sum"}, "/t/{hall:int}")
            .find(R"(handler 4 {action: "sum"} is never reached: handler 2 {action: "sum"})") !=
        std::string::npos);
}

TEST_CASE("an argument that the path takes as text cannot be a number") {
  struct wants_number {
    static handler_list<wants_number> handlers() { return {on("a", &wants_number::a)}; }
    void a(arg<"name", int>) {}
  };
  CHECK(refusal<wants_number>().ends_with(
      R"(handler 1 {action: "a"}: name is a number, but the path takes any text: write {name:int})"));
}

TEST_CASE("a name that is a group and a capture is refused") {
  struct confused {
    static handler_list<confused> handlers() {
      return {on({{"text", matches{"(?P<name>.*)"}}}, &confused::a)};
    }
    void a(arg<"name">) {}
  };
  CHECK(refusal<confused>().ends_with("name is a group of its filters and a capture of the path"));
}

TEST_CASE("classes are put together of others, which are members") {
  struct part {
    static handler_list<part> handlers() { return {on("count", &part::count)}; }
    int count(arg<"by", int> by) { return total += by; }
    int total = 0;
  };
  struct whole {
    static handler_list<whole> handlers() { return through(&whole::counter, part::handlers()); }
    part counter;
  };
  scripted_layer layer;
  const auto routes = route_table::make({mount<whole>("/", {anonymous()})}).value();
  communicator aut{routes, "/", {}, layer};
  aut.connect();
  aut.send(R"({"action":"count","by":2})");
  aut.send(R"({"action":"count","by":3})");
  CHECK(aut.receive()->find(R"("data":2)") != std::string::npos);
  CHECK(aut.receive()->find(R"("data":5)") != std::string::npos);
}

TEST_CASE("a class that refuses to connect ends the connection with the error's code") {
  struct full {
    static handler_list<full> handlers() { return {}; }
    model::result<void> connect() {
      return model::error{model::ec::too_many, "full", {}, std::chrono::seconds{2}};
    }
  };
  scripted_layer layer;
  const auto routes = route_table::make({mount<full>("/", {anonymous()})}).value();
  communicator aut{routes, "/", {}, layer};
  aut.connect();
  CHECK(aut.closed() == communicator::closure{4008, R"({"code":"too_many","retry_ms":2000})"});
}

TEST_CASE("a permission is asked before each request's handler") {
  struct guarded {
    static handler_list<guarded> handlers() {
      return {on("see", &guarded::act), on("do", &guarded::act)};
    }
    void act() {}
  };
  const auto only_see =
      at(stage::action, [](const access_request& request) { return request.action == "see"; });
  scripted_layer layer;
  const auto routes = route_table::make({mount<guarded>("/", {only_see})}).value();
  communicator aut{routes, "/", {}, layer};
  aut.connect();
  aut.send(R"({"action":"see"})");
  CHECK(aut.receive()->find(R"("response_status":200)") != std::string::npos);
  aut.send(R"({"action":"do"})");
  CHECK(aut.receive()->find(R"("response_status":403)") != std::string::npos);
}

TEST_CASE("the preparation of a class is made once for each mount, and shared by its instances") {
  int times = 0;
  scripted_layer layer;
  const auto routes =
      route_table::make({mount<thrifty>("/a", {&times}), mount<thrifty>("/b", {&times})}).value();
  CHECK(times == 2);
  std::string replies;
  for (const auto* path : {"/a", "/b", "/a"}) {
    communicator aut{routes, path, {}, layer};
    aut.connect();
    aut.send(R"({"action":"which"})");
    replies += boost::json::serialize(model::parse_json(*aut.receive())->at("data")) + ' ';
  }
  CHECK(replies == "1 2 1 ");
  CHECK(times == 2);
}

TEST_SUITE_END();

} // namespace vestnik::consumers::dispatch_consumer_class_tests
