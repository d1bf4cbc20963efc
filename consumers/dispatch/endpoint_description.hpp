#pragma once

#include "consumers/matching/filter.hpp"
#include "consumers/matching/path_pattern.hpp"
#include "consumers/wire/envelope.hpp"
#include "consumers/wire/schema.hpp"
#include "model/table.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

// What the document of the endpoints says of a mount; found out once, at start-up.

namespace vestnik::consumers {

/// What a handler takes beside what its filters ask for, and what it answers. Known of its
/// parameters, where they have names; told by `handler::takes` where it reads
/// the payload itself.
struct handler_facts {
  std::vector<field_schema> arguments = {};
  /// Whether it refuses other fields; unknown is `allowed`.
  other_fields rest = other_fields::refused;
  /// Of the reply.
  json_schema data = {};
  success status = success::ok;
};

/// One handler at its mount.
struct operation_description {
  /// The action, or `handler-2` if no filter is a literal action.
  std::string name;
  /// What the payload has beside `action`, if that is no filter, and `request_id`.
  std::vector<field_schema> fields;
  /// Keys by which the handler is found.
  std::vector<std::string> filters;
  other_fields rest = other_fields::refused;
  json_schema data;
  success status = success::ok;
};

/// @param place of the handler in its class. @param groups of its filters: arguments that
/// these or the path's captures give are not in the payload.
[[nodiscard]] operation_description describe(const filter_list& filters, const handler_facts& facts,
                                             std::size_t place,
                                             const std::vector<std::string>& groups,
                                             const std::vector<capture>& captures);

/// A payload that answers no request. Listed by a class's `events`.
struct event_description {
  std::string name;
  json_schema payload;
};

/// A class at one mount.
struct class_description {
  /// `messages`: whole ones, of which nothing is known.
  enum class form : std::uint8_t { requests, messages };
  form takes = form::requests;
  std::vector<operation_description> operations = {};
  std::vector<event_description> events = {};
  /// Models whose objects the server is to store for it.
  std::vector<const model::table_description*> stored = {};
};

/// A mount: its streams by name, or one class without a name on a path of its own.
struct mount_description {
  std::vector<std::pair<std::string, class_description>> streams;
};

} // namespace vestnik::consumers
