#pragma once

#include "consumers/dispatch/endpoint_description.hpp"
#include "consumers/generic/actions.hpp"
#include "consumers/generic/paging.hpp"
#include "consumers/ports/description.hpp"

#include <string_view>
#include <utility>
#include <vector>

namespace vestnik::consumers {

/// What the actions of one mount of a model take and answer, for the document of the
/// endpoints: as `object_actions` does it. Used at start-up only.
class resource_description {
public:
  /// Model and pages must outlive it.
  resource_description(const table_description& of, field_list fields, const paging& pages)
      : model_{of}
      , fields_{std::move(fields)}
      , pages_{pages} {}

  /// @param action one of `object_actions`.
  [[nodiscard]] std::vector<field_schema> arguments_of(std::string_view action) const;
  [[nodiscard]] json_schema data_of(std::string_view action) const;

  /// `create`, `update` and `delete` where objects can be followed, and `stream`.
  [[nodiscard]] std::vector<event_description> events(actions allowed) const;

private:
  [[nodiscard]] json_schema object() const;
  [[nodiscard]] json_schema input(completeness rule) const;
  [[nodiscard]] json_schema changed_fields() const;
  [[nodiscard]] json_schema sent_key() const;
  [[nodiscard]] json_schema key() const;
  [[nodiscard]] std::vector<field_schema> list_arguments() const;
  [[nodiscard]] json_schema list_data() const;

  const table_description& model_;
  field_list fields_;
  const paging& pages_;
};

} // namespace vestnik::consumers
