#include "service.hpp"

int main(int argc, char** argv) { return vestnik::run_service(argc, argv); }
