#pragma once

#include "consumers/core/connection.hpp"
#include "consumers/dispatch/arg.hpp"
#include "consumers/dispatch/call.hpp"
#include "model/values/fields.hpp"

#include <optional>
#include <string>
#include <vector>

namespace vestnik::consumers {

/// How a handler's parameter of type `P` is had. What it may ask for: `arg`, and
/// `call&`, `connection&`, `const request&`, `const responder&`, `model::fields&`.
/// Whoever asks for `model::fields&`, `call&` or `const request&` judges the payload's
/// fields itself; for others, fields that no argument and no filter names are refused.
template <class P>
struct parameter;

/// What a parameter means for the rest of the request.
struct parameter_traits {
  /// The handler answers itself, now or later.
  bool answers = false;
  /// The handler reads the payload's fields itself.
  bool reads_fields = false;
};

template <fixed_text Name, class T>
struct parameter<arg<Name, T>> {
  static constexpr parameter_traits traits{};

  static model::result<argument_source> plan(const argument_sources& from,
                                             std::vector<std::string>& known) {
    auto source = find_source(from, Name.view(),
                              reader<T>::numeric ? argument_form::number : argument_form::text);
    if (source && source->from == argument_source::kind::field)
      known.emplace_back(Name.view());
    return source;
  }

  static void describe(std::vector<field_schema>& into) {
    if constexpr (!in_head)
      into.push_back({std::string{Name.view()}, schema_of<T>(),
                      may_be_missing<T> ? field_schema::presence::optional
                                        : field_schema::presence::required});
  }

  parameter(call& current, const argument_source& source)
      : value{read(current, source)} {}

  [[nodiscard]] std::optional<model::error> problem() const {
    return value ? std::nullopt : std::optional{value.error()};
  }
  [[nodiscard]] arg<Name, T> give() { return arg<Name, T>{std::move(*value)}; }

  model::result<T> value;

private:
  static constexpr bool in_head = Name.view() == "action" || Name.view() == "request_id";

  static model::result<T> read(const call& current, const argument_source& source) {
    switch (source.from) {
    case argument_source::kind::group:
      return reader<T>::read(current.groups.text[source.index], Name.view());
    case argument_source::kind::capture:
      return reader<T>::read(std::string_view{current.at.facts().captures[source.index].second},
                             Name.view());
    case argument_source::kind::field:
      break;
    }
    if constexpr (in_head) {
      const auto& head = current.request.head;
      std::string_view said;
      if (Name.view() == "action" && head.action)
        said = *head.action;
      if (Name.view() == "request_id" && head.request_id)
        said = head.request_id->text();
      return reader<T>::read(said, Name.view());
    } else {
      const auto* found = current.request.arguments.if_contains(Name.view());
      if (!found) {
        if constexpr (may_be_missing<T>)
          return T{};
        else
          return model::error{model::ec::invalid, std::string{Name.view()} + " is missing",
                              std::string{Name.view()}};
      }
      return reader<T>::read(*found, Name.view());
    }
  }
};

/// Those that are a part of the call.
struct plain_parameter {
  static model::result<argument_source> plan(const argument_sources&, std::vector<std::string>&) {
    return argument_source{};
  }
  [[nodiscard]] static std::optional<model::error> problem() { return std::nullopt; }
};

template <>
struct parameter<call&> : plain_parameter {
  static constexpr parameter_traits traits{.answers = true, .reads_fields = true};
  parameter(call& current, const argument_source&)
      : value{current} {}
  [[nodiscard]] call& give() const { return value; }
  call& value;
};

template <>
struct parameter<connection&> : plain_parameter {
  static constexpr parameter_traits traits{};
  parameter(call& current, const argument_source&)
      : value{current.at} {}
  [[nodiscard]] connection& give() const { return value; }
  connection& value;
};

template <>
struct parameter<const request&> : plain_parameter {
  static constexpr parameter_traits traits{.reads_fields = true};
  parameter(call& current, const argument_source&)
      : value{current.request} {}
  [[nodiscard]] const request& give() const { return value; }
  const request& value;
};

template <>
struct parameter<const responder&> : plain_parameter {
  static constexpr parameter_traits traits{.answers = true};
  parameter(call& current, const argument_source&)
      : value{current.reply} {}
  [[nodiscard]] const responder& give() const { return value; }
  const responder& value;
};

template <>
struct parameter<model::fields&> : plain_parameter {
  static constexpr parameter_traits traits{.reads_fields = true};
  parameter(call& current, const argument_source&)
      : value{current.request.arguments} {}
  [[nodiscard]] model::fields& give() { return value; }
  model::fields value;
};

} // namespace vestnik::consumers
