#include "bench/process.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace vestnik::bench {

process::process(const std::vector<std::string>& arguments) {
  int pipe_ends[2];
  if (pipe(pipe_ends) != 0)
    throw std::runtime_error{"no pipe"};
  pid_ = fork();
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(pipe_ends[1], STDOUT_FILENO);
    close(pipe_ends[0]);
    std::vector<char*> raw;
    for (const auto& argument : arguments)
      raw.push_back(const_cast<char*>(argument.c_str()));
    raw.push_back(nullptr);
    execv(raw.front(), raw.data());
    _exit(127);
  }
  close(pipe_ends[1]);
  output_ = pipe_ends[0];
}

process::process(const std::function<void()>& body) {
  pid_ = fork();
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    body();
    _exit(0);
  }
}

process::~process() {
  kill(pid_, SIGTERM);
  waitpid(pid_, nullptr, 0);
  if (output_ >= 0)
    close(output_);
}

std::string process::line_after(const std::string& beginning) {
  std::string line;
  char c = 0;
  while (read(output_, &c, 1) == 1) {
    if (c != '\n') {
      line += c;
      continue;
    }
    if (line.starts_with(beginning))
      return line.substr(beginning.size());
    line.clear();
  }
  throw std::runtime_error{"the server ended before it said: " + beginning};
}

double process::processor_seconds() const {
  double nanoseconds = 0;
  const auto tasks = "/proc/" + std::to_string(pid_) + "/task";
  for (const auto& task : std::filesystem::directory_iterator{tasks}) {
    std::ifstream file{task.path() / "schedstat"};
    double part = 0;
    file >> part;
    nanoseconds += part;
  }
  return nanoseconds / 1e9;
}

long process::resident_kib() const {
  std::ifstream file{"/proc/" + std::to_string(pid_) + "/statm"};
  long total = 0;
  long resident = 0;
  file >> total >> resident;
  return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

} // namespace vestnik::bench
