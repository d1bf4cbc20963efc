#pragma once

#include "api/router.hpp"
#include "model/values/json.hpp"
#include "tests/api/scripted_accounts.hpp"

#include <boost/json/value.hpp>

#include <doctest/doctest.h>
#include <optional>
#include <string>

namespace vestnik::api {

/// A router over scripted accounts, and how to ask it.
struct scripted_router {
  static constexpr const char* description = R"({"asyncapi":"3.0.0"})";

  /// What a browser page of ours sends on a state-changing request.
  static model::http_request post(std::string path, std::string body) {
    return {"POST",
            std::move(path),
            "",
            {{"content-type", "application/json"}, {"x-vestnik", "1"}},
            std::move(body),
            "192.0.2.7",
            model::http_request::transport::plain};
  }

  /// A request without headers and body.
  static model::http_request bare(std::string method, std::string path) {
    model::http_request request;
    request.method = std::move(method);
    request.path = std::move(path);
    return request;
  }

  static model::http_request with_cookie(model::http_request request) {
    request.headers.emplace_back("cookie", "sid=good");
    return request;
  }

  /// The answer, which must come at once.
  model::http_response ask(model::http_request request) {
    std::optional<model::http_response> answer;
    aut.handle(std::move(request), [&answer](model::http_response response) {
      CHECK_FALSE(answer.has_value());
      answer = std::move(response);
    });
    REQUIRE(answer.has_value());
    return *answer;
  }

  /// The one error of a refusal: `status code field`.
  std::string refusal(model::http_request request) {
    const auto answer = ask(std::move(request));
    const auto body = model::parse_json(answer.body).value();
    const auto& error = body.at("errors").at(0);
    return std::to_string(answer.status) + ' ' + error.at("code").as_string().c_str() + ' ' +
           error.at("field").as_string().c_str();
  }

  scripted_accounts accounts;
  router aut{accounts, {cookie_policy::loopback, description}};
};

} // namespace vestnik::api
