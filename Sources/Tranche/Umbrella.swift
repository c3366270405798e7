// What `import Tranche` brings along: the vocabulary of jobs, so that a program needs no other import.
@_exported public import TrancheColumnar
@_exported public import TrancheDatabases
@_exported public import TrancheFiles
@_exported public import TranchePipeline
@_exported public import TranchePrivacy
@_exported public import TrancheServices
@_exported public import TrancheSteps
