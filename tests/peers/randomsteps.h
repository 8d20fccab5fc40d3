#pragma once

#include <QByteArray>

#include <cstdint>
#include <random>
#include <vector>

namespace checkwatch::peers {

/// Relabelling steps at random, as they are written. Several labels are mapped to one nowhere: which of them counts is left to
/// chance by Prometheus.
class RandomSteps
{
public:
    /// What they are for: the targets' own labels and the samples' names take part. The label job of samples stays.
    enum class Of : std::uint8_t { Targets, Samples };
    RandomSteps(unsigned seed, Of of) : m_random(seed), m_of(of) {}

    /// "[{…}, …]"
    QByteArray list();

private:
    int number(int below) { return static_cast<int>(m_random() % static_cast<unsigned>(below)); }
    QByteArray oneOf(const std::vector<const char*>& these)
    {
        return these[static_cast<std::size_t>(number(static_cast<int>(these.size())))];
    }
    QByteArray name();
    QByteArray sources(bool separated = true);
    QByteArray regex();
    QByteArray step();

    std::mt19937 m_random;
    Of m_of;
};

} // namespace checkwatch::peers
