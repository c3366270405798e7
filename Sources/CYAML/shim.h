#ifndef TRANCHE_CYAML_H
#define TRANCHE_CYAML_H
#include <yaml.h>

#endif
