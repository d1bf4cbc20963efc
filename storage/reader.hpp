#pragma once

#include "storage/requests/all.hpp"
#include "storage/sql/database.hpp"

#include <memory>
#include <utility>

namespace vestnik::storage {

/// Answers the `reads` of requests/all.hpp from what is committed when they are asked. Used by
/// one thread at a time; several readers and a writer work at once.
class reader {
public:
  explicit reader(std::unique_ptr<database> in)
      : database_{std::move(in)} {}

  template <class Read>
  [[nodiscard]] model::result<answer_to<Read>> run(const Read& read) {
    return read.find(*database_);
  }

private:
  std::unique_ptr<database> database_;
};

} // namespace vestnik::storage
