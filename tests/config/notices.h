#pragma once

#include "models/config/config.h"

#include <QByteArray>

/// What a configuration says about itself, a line each.
inline QByteArray noticesOf(const checkwatch::config::Config& config)
{
    QByteArray out;
    for (const std::string& notice : config.notices) {
        out += QByteArray::fromStdString(notice) + '\n';
    }
    return out;
}
