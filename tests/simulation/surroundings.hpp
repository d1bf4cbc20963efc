#pragma once

#include "tests/simulation/dice.hpp"
#include "tests/simulation/line.hpp"
#include "tests/simulation/story.hpp"

#include <functional>
#include <memory>
#include <string>

namespace vestnik::simulation {

/// What a client needs of the world around it.
class surroundings {
public:
  virtual ~surroundings() = default;

  /// A connection of that signed-in person; null: nobody listens.
  [[nodiscard]] virtual std::shared_ptr<line> connect(const std::string& user) = 0;
  virtual void later(story::time pause, std::function<void()> then) = 0;
  virtual story& record() = 0;
  virtual dice& chance() = 0;
};

} // namespace vestnik::simulation
