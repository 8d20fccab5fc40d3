#include "tests/soak/footprint.h"

#include <QtGlobal>

#include <malloc.h>
#include <sqlite3.h>
#include <unistd.h>

#include <atomic>
#include <cmath>
#include <filesystem>
#include <fstream>

class QObject;
/// Qt's hooks for tools that look into programs (qhooks_p.h, the same since Qt 5): what is called with each QObject.
extern Q_DECL_IMPORT quintptr qtHookData[];

namespace checkwatch::soak {
namespace {

constexpr std::size_t hookOfAdded = 3;
constexpr std::size_t hookOfRemoved = 4;

std::atomic<int> objects{0};

void added(QObject*)
{
    ++objects;
}

void removed(QObject*)
{
    --objects;
}

int entriesIn(const char* folder)
{
    int count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) {
        ++count;
    }
    return count;
}

double residentKiB()
{
    std::ifstream statm("/proc/self/statm");
    double all = 0;
    double resident = 0;
    statm >> all >> resident;
    return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1024;
}

} // namespace

void countObjects()
{
    qtHookData[hookOfAdded] = reinterpret_cast<quintptr>(&added);
    qtHookData[hookOfRemoved] = reinterpret_cast<quintptr>(&removed);
}

Footprint footprintAt(base::Timestamp time)
{
    const auto heap = ::mallinfo2(); // of all threads' arenas, and what lies in mappings of its own
    const double cached = static_cast<double>(::sqlite3_memory_used()) / 1024;
    return {time,
            static_cast<double>(heap.uordblks + heap.hblkhd) / 1024 - cached,
            cached,
            residentKiB(),
            entriesIn("/proc/self/fd"),
            entriesIn("/proc/self/task"),
            objects};
}

Footprint meanOf(std::span<const Footprint> points)
{
    Footprint mean = points.back();
    for (double Footprint::*what : {&Footprint::allocated, &Footprint::cached, &Footprint::resident}) {
        mean.*what = 0;
        for (const Footprint& point : points) {
            mean.*what += point.*what / static_cast<double>(points.size());
        }
    }
    return mean;
}

Growth growthOf(std::span<const Footprint> points, double Footprint::*what)
{
    const auto daysOf = [&](const Footprint& point) {
        return std::chrono::duration<double, std::ratio<86'400>>(point.time - points.front().time).count();
    };
    const auto count = static_cast<double>(points.size());
    double days = 0;
    double level = 0;
    for (const Footprint& point : points) {
        days += daysOf(point) / count;
        level += point.*what / count;
    }
    double both = 0;
    double spread = 0;
    for (const Footprint& point : points) {
        both += (daysOf(point) - days) * (point.*what - level);
        spread += std::pow(daysOf(point) - days, 2);
    }
    Growth growth{both / spread, 0};
    double off = 0;
    for (const Footprint& point : points) {
        off += std::pow(point.*what - level - growth.slope * (daysOf(point) - days), 2);
    }
    growth.error = std::sqrt(off / (count - 2) / spread);
    return growth;
}

} // namespace checkwatch::soak
