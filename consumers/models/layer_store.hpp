#pragma once

#include "consumers/ports/channel_layer.hpp"
#include "consumers/ports/object_store.hpp"
#include "model/command.hpp"
#include "model/object_change.hpp"

#include <string>

namespace vestnik::consumers {

/// The objects of a table that the server stores, through one connection's channel layer:
/// the owner of the table's room answers. What others may see of them is for the mount to
/// say; here nobody is asked. Objects of an owner whose program is older have the initial values of
/// the fields that it does not know.
class layer_store final : public object_store {
public:
  /// Both must outlive it.
  layer_store(const table_description& of, channel_layer& layer)
      : of_{of}
      , layer_{layer} {}

  [[nodiscard]] watch follow(change_handler on_change, ready_handler ready) override;
  void find(const boost::json::value& key, row_handler done) override;
  void list(const list_query& wanted, list_handler done) override;
  void insert_once(row object, std::string op, row_handler done) override;
  void update(const boost::json::value& key, row fields, row before, row_handler done) override;
  void remove(const boost::json::value& key, row before, row_handler done) override;

private:
  void ask(model::command_body body, std::string op, reply_handler done);
  void change_one(model::object_change change, std::string op, row_handler done);

  const table_description& of_;
  channel_layer& layer_;
};

} // namespace vestnik::consumers
