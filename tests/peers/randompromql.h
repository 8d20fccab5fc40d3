#pragma once

#include <random>
#include <string>
#include <vector>

namespace checkwatch::peers {

struct RandomExpression
{
    std::string text;
    bool exact = true; ///< false: Go's arithmetic may differ from ours in the last bits
};

/// A function over a range, with a gap where the range's length belongs.
struct WindowForm
{
    std::string before;
    std::string after;
};

/// Random series and expressions over them, made of what has one right answer: nothing that depends on the order of series,
/// which promtool loads in none (sum, avg: outermost and over one sign only), transcendental functions outermost only.
class Generator
{
public:
    explicit Generator(std::uint64_t seed) : m_random(seed) {}

    /// Lines of Prometheus' test notation: metric and values with a blank between them.
    std::vector<std::string> series();
    RandomExpression expression();
    /// Of functions that look at the samples of the window alone, not at its length.
    WindowForm windowForm();
    int pick(int count) { return std::uniform_int_distribution<>(0, count - 1)(m_random); }

private:
    std::string one(const std::vector<std::string>& choices);
    std::string counterValues();
    std::string gaugeValues();
    std::string oddValues();
    std::string number();
    std::string selector();
    std::string shift();
    std::string range(int depth);
    std::string scalar(int depth);
    std::string vector(int depth);
    std::string overRange(int depth);
    std::string aggregation(int depth);
    std::string elementwise(int depth);
    std::string binary(int depth);
    std::string labelling(int depth);
    RandomExpression inexact();

    std::mt19937_64 m_random;
};

} // namespace checkwatch::peers
